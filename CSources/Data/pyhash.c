// The key of string hashing, and what the hash is called.
#include "data.h"

_Py_HashSecret_t _Py_HashSecret;
static PyHash_FuncDef definition = {_Py_HashBytes, "siphash13", 64, 128};

void suture_set_hash_secret(uint64_t k0, uint64_t k1) {
    _Py_HashSecret.siphash.k0 = k0;
    _Py_HashSecret.siphash.k1 = k1;
    _Py_HashSecret.expat.hashsalt = (Py_hash_t)(k0 ^ k1);
}

PyHash_FuncDef *suture_hash_definition(void) { return &definition; }

// Whether the caller is legacy code is known by its return address, which Swift cannot read.
#include "suture/suture.h"

PyGILState_STATE PyGILState_Ensure(void) {
    return (PyGILState_STATE)suture_gilstate_ensure(__builtin_return_address(0));
}

// The lines of MutationTests.

/// Of dicts.
let dictMutations = """
  1! | {1: 'old'} | {} | A.clear() | A.get(M) | None; 0, 0
  1! | {1: 'old'} | {} | A.clear() | A.__getitem__(M) | KeyError: M; 0, 0
  1! | {1: 'old'} | {} | A.clear() | A.__contains__(M) | False; 0, 0
  1! | {1: 'old'} | {} | A.clear() | A.__setitem__(M, 2) | None; 1, 0
  1! | {1: 'old'} | {} | A.clear() | A.__delitem__(M) | KeyError: M; 0, 0
  1! | {1: 'old'} | {} | A.clear() | A.setdefault(M, 3) | 3; 1, 0
  1! | {1: 'old'} | {} | A.clear() | A.pop(M, 4) | 4; 0, 0
  1! | {1: 'old'} | {} | A.update(MANY) | A.get(M) | None; 100, 0
  1! | {1: 'old'} | {} | A.update(MANY) | A.__getitem__(M) | KeyError: M; 100, 0
  1! | {1: 'old'} | {} | A.update(MANY) | A.__contains__(M) | False; 100, 0
  1! | {1: 'old'} | {} | A.update(MANY) | A.__setitem__(M, 2) | None; 101, 0
  1! | {1: 'old'} | {} | A.update(MANY) | A.__delitem__(M) | KeyError: M; 100, 0
  1! | {1: 'old'} | {} | A.update(MANY) | A.setdefault(M, 3) | 3; 101, 0
  1! | {1: 'old'} | {} | A.update(MANY) | A.pop(M, 4) | 4; 100, 0
  1! | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.get(M) | None; 1, 0
  1! | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.__getitem__(M) | KeyError: M; 1, 0
  1! | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.__contains__(M) | False; 1, 0
  1! | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.__setitem__(M, 2) | None; 2, 0
  1! | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.__delitem__(M) | KeyError: M; 1, 0
  1! | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.setdefault(M, 3) | 3; 2, 0
  1! | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.pop(M, 4) | 4; 1, 0
  1= | {1: 'old'} | {} | A.clear() | A.get(M) | None; 0, 0
  1= | {1: 'old'} | {} | A.clear() | A.__getitem__(M) | KeyError: M; 0, 0
  1= | {1: 'old'} | {} | A.clear() | A.__contains__(M) | False; 0, 0
  1= | {1: 'old'} | {} | A.clear() | A.__setitem__(M, 2) | None; 1, 0
  1= | {1: 'old'} | {} | A.clear() | A.__delitem__(M) | KeyError: M; 0, 0
  1= | {1: 'old'} | {} | A.clear() | A.setdefault(M, 3) | 3; 1, 0
  1= | {1: 'old'} | {} | A.clear() | A.pop(M, 4) | 4; 0, 0
  1= | {1: 'old'} | {} | A.update(MANY) | A.get(M) | 1; 100, 0
  1= | {1: 'old'} | {} | A.update(MANY) | A.__getitem__(M) | 1; 100, 0
  1= | {1: 'old'} | {} | A.update(MANY) | A.__contains__(M) | True; 100, 0
  1= | {1: 'old'} | {} | A.update(MANY) | A.__setitem__(M, 2) | None; 100, 0
  1= | {1: 'old'} | {} | A.update(MANY) | A.__delitem__(M) | None; 99, 0
  1= | {1: 'old'} | {} | A.update(MANY) | A.setdefault(M, 3) | 1; 100, 0
  1= | {1: 'old'} | {} | A.update(MANY) | A.pop(M, 4) | 1; 99, 0
  1= | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.get(M) | 'new'; 1, 0
  1= | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.__getitem__(M) | 'new'; 1, 0
  1= | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.__contains__(M) | True; 1, 0
  1= | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.__setitem__(M, 2) | None; 1, 0
  1= | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.__delitem__(M) | None; 0, 0
  1= | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.setdefault(M, 3) | 'new'; 1, 0
  1= | {1: 'old'} | {} | A.__setitem__(1, 'new') | A.pop(M, 4) | 'new'; 0, 0
  H1! | {1: 'old'} | {} | A.clear() | A.get(M) | None; 0, 0
  H1! | {1: 'old'} | {} | A.clear() | A.__getitem__(M) | KeyError: M; 0, 0
  H1! | {1: 'old'} | {} | A.clear() | A.__contains__(M) | False; 0, 0
  H1! | {1: 'old'} | {} | A.clear() | A.__setitem__(M, 2) | None; 1, 0
  H1! | {1: 'old'} | {} | A.clear() | A.__delitem__(M) | KeyError: M; 0, 0
  H1! | {1: 'old'} | {} | A.clear() | A.setdefault(M, 3) | 3; 1, 0
  H1! | {1: 'old'} | {} | A.clear() | A.pop(M, 4) | 4; 0, 0
  H1! | {1: 'old'} | {} | A.update(MANY) | A.get(M) | None; 100, 0
  H1! | {1: 'old'} | {} | A.update(MANY) | A.__getitem__(M) | KeyError: M; 100, 0
  H1! | {1: 'old'} | {} | A.update(MANY) | A.__contains__(M) | False; 100, 0
  H1! | {1: 'old'} | {} | A.update(MANY) | A.__setitem__(M, 2) | None; 101, 0
  H1! | {1: 'old'} | {} | A.update(MANY) | A.__delitem__(M) | KeyError: M; 100, 0
  H1! | {1: 'old'} | {} | A.update(MANY) | A.setdefault(M, 3) | 3; 101, 0
  H1! | {1: 'old'} | {} | A.update(MANY) | A.pop(M, 4) | 4; 100, 0
  1! | {1: M, 2: 2} | {1: 1, 2: 3} | A.clear() | A.update(B) | None; 1, 2
  1! | {1: M, 2: 2} | {1: 1, 2: 3} | B.clear() | A.update(B) | RuntimeError: dict mutated during update; 2, 0
  1! | {1: M, 2: 2} | {1: 1, 2: 3} | A.update(MANY) | A.update(B) | None; 100, 2
  1! | {1: M, 2: 2} | {1: 1, 2: 3} | B.update(MANY) | A.update(B) | RuntimeError: dict mutated during update; 2, 100
  1! | {1: M, 2: 2} | {1: 1, 2: 3} | A.__setitem__(2, 'new') | A.update(B) | None; 2, 2
  1! | {1: M, 2: 2} | {1: 1, 2: 3} | A.__delitem__(2) | A.update(B) | None; 2, 2
  1! | {1: M, 2: 2} | {2: 3, 1: 1} | B.clear() | A.__ior__(B) | RuntimeError: dict mutated during update; 2, 0
  1! | {1: M, 2: 2} | {2: 3, 1: 1} | A.clear() | A.__ior__(B) | {}; 0, 2
  1! | {1: 1} | {M: 2, 5: 5} | A.clear() | A.update(B) | None; 2, 2
  1! | {1: 1} | {M: 2, 5: 5} | B.clear() | A.update(B) | RuntimeError: dict mutated during update; 2, 0
  1! | {1: 1} | {M: 2, 5: 5} | A.update(MANY) | A.update(B) | None; 101, 2
  1! | {1: 1} | {M: 2, 5: 5} | B.update(MANY) | A.update(B) | RuntimeError: dict mutated during update; 2, 101
  1! | {1: 1} | {M: 2, 5: 5} | A.clear() | A.__ior__(B) | {M: 2, 5: 5}; 2, 2
  1! | {1: 1} | {M: 2, 5: 5} | B.clear() | A.__ior__(B) | RuntimeError: dict mutated during update; 2, 0
  1! | {1: 1} | {M: 2, 5: 5} | A.update(MANY) | A.__ior__(B) | 101 items; 101, 2
  1! | {1: 1} | {M: 2, 5: 5} | B.update(MANY) | A.__ior__(B) | RuntimeError: dict mutated during update; 2, 101
  1! | {1: 1} | {M: 2, 5: 5} | A.clear() | A.__or__(B) | {1: 1, M: 2, 5: 5}; 0, 2
  1! | {1: 1} | {M: 2, 5: 5} | B.clear() | A.__or__(B) | RuntimeError: dict mutated during update; 1, 0
  1! | {1: 1} | {M: 2, 5: 5} | A.update(MANY) | A.__or__(B) | {1: 1, M: 2, 5: 5}; 100, 2
  1! | {1: 1} | {M: 2, 5: 5} | B.update(MANY) | A.__or__(B) | RuntimeError: dict mutated during update; 1, 101
  1= | {1: M, 2: 2} | {1: 1, 2: 2} | A.clear() | A.__eq__(B) | True; 0, 2
  1= | {1: M, 2: 2} | {1: 1, 2: 2} | B.clear() | A.__eq__(B) | False; 2, 0
  1= | {1: M, 2: 2} | {1: 1, 2: 2} | A.update(MANY) | A.__eq__(B) | False; 100, 2
  1= | {1: M, 2: 2} | {1: 1, 2: 2} | B.update(MANY) | A.__eq__(B) | True; 2, 100
  1= | {1: 1, 2: 2} | {1: M, 2: 2} | A.clear() | A.__eq__(B) | True; 0, 2
  1= | {1: 1, 2: 2} | {1: M, 2: 2} | B.clear() | A.__eq__(B) | False; 2, 0
  1= | {1: 1, 2: 2} | {1: M, 2: 2} | A.update(MANY) | A.__eq__(B) | False; 100, 2
  1= | {1: 1, 2: 2} | {1: M, 2: 2} | B.update(MANY) | A.__eq__(B) | True; 2, 100
  1! | {1: M, 2: 2} | {} | A.clear() | A.__repr__() | '{1: M}'; 0, 0
  1! | {1: M, 2: 2} | {} | A.update(MANY) | A.__repr__() | 780 items; 100, 0
  1! | {1: M, 2: 2} | {} | A.popitem() | A.__repr__() | '{1: M}'; 1, 0
  1! | {M: 1, 2: 2} | {} | A.clear() | A.__repr__() | '{M: 1}'; 0, 0
  1! | {M: 1, 2: 2} | {} | A.update(MANY) | A.__repr__() | 786 items; 101, 0
  1! | {M: 1, 2: 2} | {} | A.popitem() | A.__repr__() | '{M: 1}'; 1, 0
  1! | {1: M} | {} | A.clear() | A.clear() | None; 0, 0
  1! | {1: M} | {} | A.clear() | A.__setitem__(1, 2) | None; 0, 0
  1! | {1: M} | {} | A.clear() | A.__delitem__(1) | None; 0, 0
  1! | {1: M} | {} | A.clear() | A.popitem() | (1, M); 0, 0
  1! | {1: M} | {} | A.update(MANY) | A.clear() | None; 100, 0
  1! | {1: M} | {} | A.update(MANY) | A.__setitem__(1, 2) | None; 100, 0
  1! | {1: M} | {} | A.update(MANY) | A.__delitem__(1) | None; 100, 0
  1! | {1: M} | {} | A.update(MANY) | A.popitem() | (1, M); 100, 0
  1! | {1: 1} | [M, 2] | A.clear() | A.fromkeys(B) | {M: None, 2: None}; 0, 2
  1! | {1: 1} | {1: 1, M: 1, 5: 5} | B.clear() | A.fromkeys(B) | {1: None, M: None}; 1, 0
  1! | {1: 1} | {1: 1, M: 1, 5: 5} | B.update(MANY) | A.fromkeys(B) | 101 items; 1, 101
  5! | {} | [M, M] | B.clear() | A.fromkeys(B) | {M: None}; 0, 0
  3! | {1: 1} | [] | A.clear() | A.update(M) | TypeError: cannot convert dictionary update sequence element #0 to a sequence; 0, 0
  """

/// Of sets.
let setMutations = """
  1! | {1} | {0} | A.clear() | A.__contains__(M) | False; 0, 1
  1! | {1} | {0} | A.clear() | A.add(M) | None; 1, 1
  1! | {1} | {0} | A.clear() | A.discard(M) | None; 0, 1
  1! | {1} | {0} | A.clear() | A.remove(M) | KeyError: M; 0, 1
  1! | {1} | {0} | A.update(MANY) | A.__contains__(M) | False; 100, 1
  1! | {1} | {0} | A.update(MANY) | A.add(M) | None; 101, 1
  1! | {1} | {0} | A.update(MANY) | A.discard(M) | None; 100, 1
  1! | {1} | {0} | A.update(MANY) | A.remove(M) | KeyError: M; 100, 1
  1= | {1} | {0} | A.clear() | A.__contains__(M) | False; 0, 1
  1= | {1} | {0} | A.clear() | A.add(M) | None; 0, 1
  1= | {1} | {0} | A.clear() | A.discard(M) | None; 0, 1
  1= | {1} | {0} | A.clear() | A.remove(M) | KeyError: M; 0, 1
  1= | {1} | {0} | A.update(MANY) | A.__contains__(M) | True; 100, 1
  1= | {1} | {0} | A.update(MANY) | A.add(M) | None; 100, 1
  1= | {1} | {0} | A.update(MANY) | A.discard(M) | None; 99, 1
  1= | {1} | {0} | A.update(MANY) | A.remove(M) | None; 99, 1
  1= | {M, 7} | {1, 8} | A.clear() | A.__or__(B) | {8, M, 7}; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.__or__(B) | {8, M, 7}; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.__or__(B) | {8, M, 7}; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.__or__(B) | 99 items; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.__or__(A) | {8, 1}; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.__or__(A) | {8, 1, 7}; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.__or__(A) | 99 items; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.__or__(A) | {8, 1, 7}; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | A.__and__(B) | set(); 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.__and__(B) | {1}; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.__and__(B) | {1}; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.__and__(B) | {1, 7}; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.__and__(A) | {M}; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.__and__(A) | set(); 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.__and__(A) | {8, M}; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.__and__(A) | {M, 7}; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | A.__sub__(B) | set(); 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.__sub__(B) | {M, 7}; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.__sub__(B) | 97 items; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.__sub__(B) | set(); 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.__sub__(A) | {8, 1}; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.__sub__(A) | {8}; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.__sub__(A) | {8}; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.__sub__(A) | 97 items; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | A.__xor__(B) | {8}; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.__xor__(B) | {8, 7}; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.__xor__(B) | 97 items; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.__xor__(B) | {8, 7}; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.__xor__(A) | {8, 7}; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.__xor__(A) | {8, 7}; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.__xor__(A) | {8, 7}; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.__xor__(A) | 96 items; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | A.__eq__(B) | True; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.__eq__(B) | False; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.__eq__(B) | False; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.__eq__(B) | True; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.__eq__(A) | False; 2, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.__eq__(A) | False; 2, 2
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.__eq__(A) | False; 2, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.__eq__(A) | False; 2, 2
  1= | {M, 7} | {1, 8} | A.clear() | A.__le__(B) | True; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.__le__(B) | False; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.__le__(B) | False; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.__le__(B) | True; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.__le__(A) | False; 2, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.__le__(A) | False; 2, 2
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.__le__(A) | False; 2, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.__le__(A) | False; 2, 2
  1= | {M, 7} | {1, 8} | A.clear() | A.__ge__(B) | False; 2, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.__ge__(B) | False; 2, 2
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.__ge__(B) | False; 2, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.__ge__(B) | False; 2, 2
  1= | {M, 7} | {1, 8} | A.clear() | B.__ge__(A) | True; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.__ge__(A) | False; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.__ge__(A) | False; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.__ge__(A) | True; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | A.isdisjoint(B) | True; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.isdisjoint(B) | False; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.isdisjoint(B) | False; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.isdisjoint(B) | False; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.isdisjoint(A) | False; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.isdisjoint(A) | True; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.isdisjoint(A) | False; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.isdisjoint(A) | False; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | A.update(B) | None; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.update(B) | None; 3, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.update(B) | None; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.update(B) | None; 99, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.update(A) | None; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | B.update(A) | None; 2, 1
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.update(A) | None; 100, 99
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.update(A) | None; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | A.intersection_update(B) | None; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.intersection_update(B) | None; 1, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.intersection_update(B) | None; 1, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.intersection_update(B) | None; 2, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.intersection_update(A) | None; 0, 1
  1= | {M, 7} | {1, 8} | B.clear() | B.intersection_update(A) | None; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.intersection_update(A) | None; 100, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.intersection_update(A) | None; 2, 2
  1= | {M, 7} | {1, 8} | A.clear() | A.difference_update(B) | None; 0, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.difference_update(B) | None; 1, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.difference_update(B) | None; 99, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.difference_update(B) | None; 0, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.difference_update(A) | None; 0, 1
  1= | {M, 7} | {1, 8} | B.clear() | B.difference_update(A) | None; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.difference_update(A) | None; 100, 0
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.difference_update(A) | None; 2, 98
  1= | {M, 7} | {1, 8} | A.clear() | A.symmetric_difference_update(B) | None; 1, 2
  1= | {M, 7} | {1, 8} | B.clear() | A.symmetric_difference_update(B) | None; 2, 0
  1= | {M, 7} | {1, 8} | A.update(MANY) | A.symmetric_difference_update(B) | None; 99, 2
  1= | {M, 7} | {1, 8} | B.update(MANY) | A.symmetric_difference_update(B) | None; 96, 100
  1= | {M, 7} | {1, 8} | A.clear() | B.symmetric_difference_update(A) | None; 0, 1
  1= | {M, 7} | {1, 8} | B.clear() | B.symmetric_difference_update(A) | None; 2, 2
  1= | {M, 7} | {1, 8} | A.update(MANY) | B.symmetric_difference_update(A) | None; 100, 97
  1= | {M, 7} | {1, 8} | B.update(MANY) | B.symmetric_difference_update(A) | None; 2, 98
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.update(B) | None; 1, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.update(B) | None; 2, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.update(B) | None; 100, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.update(B) | None; 100, 100
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.intersection_update(B) | None; 0, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.intersection_update(B) | RuntimeError: dictionary changed size during iteration; 2, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.intersection_update(B) | None; 2, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.intersection_update(B) | RuntimeError: dictionary changed size during iteration; 2, 100
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.difference_update(B) | None; 0, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.difference_update(B) | RuntimeError: dictionary changed size during iteration; 1, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.difference_update(B) | None; 98, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.difference_update(B) | RuntimeError: dictionary changed size during iteration; 1, 100
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.symmetric_difference_update(B) | None; 2, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.symmetric_difference_update(B) | None; 1, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.symmetric_difference_update(B) | None; 98, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.symmetric_difference_update(B) | None; 98, 100
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.isdisjoint(B) | True; 0, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.isdisjoint(B) | False; 2, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.isdisjoint(B) | False; 100, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.isdisjoint(B) | False; 2, 100
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.issubset(B) | True; 0, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.issubset(B) | RuntimeError: dictionary changed size during iteration; 2, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.issubset(B) | False; 100, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.issubset(B) | RuntimeError: dictionary changed size during iteration; 2, 100
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.issuperset(B) | False; 0, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.issuperset(B) | RuntimeError: dictionary changed size during iteration; 2, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.issuperset(B) | True; 100, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.issuperset(B) | RuntimeError: dictionary changed size during iteration; 2, 100
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.union(B) | {8, M, 7}; 0, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.union(B) | {M, 7}; 2, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.union(B) | {8, M, 7}; 100, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.union(B) | 100 items; 2, 100
  1= | {M, 7} | {1: 1, 8: 8} | A.clear() | A.difference(B) | set(); 0, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.clear() | A.difference(B) | {M, 7}; 2, 0
  1= | {M, 7} | {1: 1, 8: 8} | A.update(MANY) | A.difference(B) | 97 items; 100, 2
  1= | {M, 7} | {1: 1, 8: 8} | B.update(MANY) | A.difference(B) | set(); 2, 100
  1= | {M, 7} | [1, 8] | A.clear() | A.update(B) | None; 1, 2
  1= | {M, 7} | [1, 8] | A.update(MANY) | A.update(B) | None; 100, 2
  1= | {M, 7} | [1, 8] | B.clear() | A.update(B) | None; 2, 0
  1= | {M, 7} | [1, 8] | B.extend(ONES) | A.update(B) | None; 3, 102
  1= | {M, 7} | [1, 8] | A.clear() | A.intersection_update(B) | None; 0, 2
  1= | {M, 7} | [1, 8] | A.update(MANY) | A.intersection_update(B) | None; 2, 2
  1= | {M, 7} | [1, 8] | B.clear() | A.intersection_update(B) | None; 1, 0
  1= | {M, 7} | [1, 8] | B.extend(ONES) | A.intersection_update(B) | None; 1, 102
  1= | {M, 7} | [1, 8] | A.clear() | A.difference_update(B) | None; 0, 2
  1= | {M, 7} | [1, 8] | A.update(MANY) | A.difference_update(B) | None; 98, 2
  1= | {M, 7} | [1, 8] | B.clear() | A.difference_update(B) | None; 1, 0
  1= | {M, 7} | [1, 8] | B.extend(ONES) | A.difference_update(B) | None; 1, 102
  1= | {M, 7} | [1, 8] | A.clear() | A.symmetric_difference_update(B) | None; 1, 2
  1= | {M, 7} | [1, 8] | A.update(MANY) | A.symmetric_difference_update(B) | None; 99, 2
  1= | {M, 7} | [1, 8] | B.clear() | A.symmetric_difference_update(B) | None; 2, 0
  1= | {M, 7} | [1, 8] | B.extend(ONES) | A.symmetric_difference_update(B) | None; 2, 102
  1= | {M, 7} | [1, 8] | A.clear() | A.isdisjoint(B) | True; 0, 2
  1= | {M, 7} | [1, 8] | A.update(MANY) | A.isdisjoint(B) | False; 100, 2
  1= | {M, 7} | [1, 8] | B.clear() | A.isdisjoint(B) | False; 2, 0
  1= | {M, 7} | [1, 8] | B.extend(ONES) | A.isdisjoint(B) | False; 2, 102
  1= | {M, 7} | [1, 8] | A.clear() | A.issubset(B) | True; 0, 2
  1= | {M, 7} | [1, 8] | A.update(MANY) | A.issubset(B) | False; 100, 2
  1= | {M, 7} | [1, 8] | B.clear() | A.issubset(B) | False; 2, 0
  1= | {M, 7} | [1, 8] | B.extend(ONES) | A.issubset(B) | False; 2, 102
  1= | {M, 7} | [1, 8] | A.clear() | A.issuperset(B) | False; 0, 2
  1= | {M, 7} | [1, 8] | A.update(MANY) | A.issuperset(B) | True; 100, 2
  1= | {M, 7} | [1, 8] | B.clear() | A.issuperset(B) | True; 2, 0
  1= | {M, 7} | [1, 8] | B.extend(ONES) | A.issuperset(B) | False; 2, 102
  H1= | {1} | {0} | A.clear() | A.__contains__(M) | False; 0, 1
  H1= | {1} | {0} | A.clear() | A.add(M) | None; 1, 1
  H1= | {1} | {0} | A.clear() | A.discard(M) | None; 0, 1
  H1= | {1} | {0} | A.clear() | A.remove(M) | KeyError: M; 0, 1
  H1= | {1} | {0} | A.update(MANY) | A.__contains__(M) | True; 100, 1
  H1= | {1} | {0} | A.update(MANY) | A.add(M) | None; 100, 1
  H1= | {1} | {0} | A.update(MANY) | A.discard(M) | None; 99, 1
  H1= | {1} | {0} | A.update(MANY) | A.remove(M) | None; 99, 1
  3! | {M, 1} | {0} | A.clear() | A.__repr__() | '{1, M}'; 0, 1
  3! | {M, 1} | {0} | A.update(MANY) | A.__repr__() | '{1, M}'; 101, 1
  3! | {M, 1} | {0} | A.clear() | A.clear() | None; 0, 1
  3! | {M, 1} | {0} | A.clear() | A.remove(1) | None; 1, 1
  3! | {M, 1} | {0} | A.clear() | A.copy() | {1, M}; 0, 1
  3! | {M, 1} | {0} | A.update(MANY) | A.clear() | None; 100, 1
  3! | {M, 1} | {0} | A.update(MANY) | A.remove(1) | None; 1, 1
  3! | {M, 1} | {0} | A.update(MANY) | A.copy() | {1, M}; 101, 1
  3! | {1} | {0} | A.clear() | A.update(M) | None; 3, 1
  3! | {1} | {0} | A.update(MANY) | A.update(M) | None; 100, 1
  3! | {M, 4} | {0} | A.clear() | A.difference_update(B, A) | None; 0, 1
  3! | {M, 4} | {0} | A.update(MANY) | A.difference_update(B, A) | None; 100, 1
  """

/// Of lists.
let listMutations = """
  0! | [M, 0, 0] | [9, 8, 7] | A.clear() | A.__contains__(9) | False; 0, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.clear() | A.index(9) | ValueError: 9 is not in list; 0, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.clear() | A.count(9) | 0; 0, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.clear() | A.remove(9) | ValueError: list.remove(x): x not in list; 0, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.clear() | A.__eq__(B) | False; 0, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.clear() | A.__lt__(B) | True; 0, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.clear() | B.__eq__(A) | False; 0, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.clear() | B.__ge__(A) | True; 0, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.__contains__(9) | False; 103, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.index(9) | ValueError: 9 is not in list; 103, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.count(9) | 0; 103, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.remove(9) | ValueError: list.remove(x): x not in list; 103, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.__eq__(B) | False; 103, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.__lt__(B) | False; 103, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | B.__eq__(A) | False; 103, 3
  0! | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | B.__ge__(A) | TypeError: '>=' not supported between instances of 'int' and 'meddler.Meddler'; 103, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.clear() | A.__contains__(9) | True; 0, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.clear() | A.index(9) | 0; 0, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.clear() | A.count(9) | 1; 0, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.clear() | A.remove(9) | None; 0, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.clear() | A.__eq__(B) | False; 0, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.clear() | A.__lt__(B) | True; 0, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.clear() | B.__eq__(A) | False; 0, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.clear() | B.__ge__(A) | True; 0, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.__contains__(9) | True; 103, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.index(9) | 0; 103, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.count(9) | 1; 103, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.remove(9) | None; 102, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.__eq__(B) | False; 103, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | A.__lt__(B) | True; 103, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | B.__eq__(A) | False; 103, 3
  0= | [M, 0, 0] | [9, 8, 7] | A.extend(ONES) | B.__ge__(A) | True; 103, 3
  0! | [M, 0, 0] | [] | A.clear() | A.__repr__() | '[M]'; 0, 0
  0! | [M, 0, 0] | [] | A.extend(ONES) | A.__repr__() | 309 items; 103, 0
  0! | [M, M, M] | [] | A.clear() | A.sort() | None; 3, 0
  0! | [M, M, M] | [] | A.extend(ONES) | A.sort() | ValueError: list modified during sort; 3, 0
  0! | [M, M, M] | [] | A.append(1) | A.sort() | ValueError: list modified during sort; 3, 0
  0= | [M, M, M] | [] | A.clear() | A.sort() | None; 3, 0
  0= | [M, M, M] | [] | A.extend(ONES) | A.sort() | ValueError: list modified during sort; 3, 0
  0= | [M, M, M] | [] | A.append(1) | A.sort() | ValueError: list modified during sort; 3, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__getitem__(M) | IndexError: list index out of range; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__setitem__(M, 5) | IndexError: list assignment index out of range; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__delitem__(M) | IndexError: list assignment index out of range; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.pop(M) | IndexError: pop from empty list; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.insert(M, 5) | None; 1, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__getitem__(:M:) | []; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__setitem__(0:M:, ONES) | None; 100, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__setitem__(0:3:M, ONES) | ValueError: attempt to assign sequence of size 100 to extended slice of size 0; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__delitem__(0:3:M) | None; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__delitem__(M::) | None; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__mul__(M) | []; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__imul__(M) | []; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.extend(M) | None; 2, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__iadd__(M) | [2, 1]; 2, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__setitem__(1:2:, M) | None; 2, 0
  2! | [0, 1, 2] | [] | A.clear() | A.__setitem__(0:3:2, M) | ValueError: attempt to assign sequence of size 2 to extended slice of size 0; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.index(0, M) | ValueError: 0 is not in list; 0, 0
  2! | [0, 1, 2] | [] | A.clear() | A.index(2, 0, M) | ValueError: 2 is not in list; 0, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__getitem__(M) | 2; 103, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__setitem__(M, 5) | None; 103, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__delitem__(M) | None; 102, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.pop(M) | 2; 102, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.insert(M, 5) | None; 104, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__getitem__(:M:) | [0, 1]; 103, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__setitem__(0:M:, ONES) | None; 201, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__setitem__(0:3:M, ONES) | ValueError: attempt to assign sequence of size 100 to extended slice of size 2; 103, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__delitem__(0:3:M) | None; 101, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__delitem__(M::) | None; 2, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__mul__(M) | 206 items; 103, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__imul__(M) | 206 items; 206, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.extend(M) | None; 105, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__iadd__(M) | 105 items; 105, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__setitem__(1:2:, M) | None; 104, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.__setitem__(0:3:2, M) | None; 103, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.index(0, M) | ValueError: 0 is not in list; 103, 0
  2! | [0, 1, 2] | [] | A.extend(ONES) | A.index(2, 0, M) | ValueError: 2 is not in list; 103, 0
  2! | [0, M, 0] | [] | A.clear() | A.clear() | None; 0, 0
  2! | [0, M, 0] | [] | A.clear() | A.__setitem__(1, 5) | None; 0, 0
  2! | [0, M, 0] | [] | A.clear() | A.__delitem__(1) | None; 0, 0
  2! | [0, M, 0] | [] | A.clear() | A.__setitem__(0:2:, ONES) | None; 0, 0
  2! | [0, M, 0] | [] | A.clear() | A.__setitem__(1:3:2, B) | ValueError: attempt to assign sequence of size 0 to extended slice of size 1; 3, 0
  2! | [0, M, 0] | [] | A.clear() | A.__delitem__(0:3:2) | None; 1, 0
  2! | [0, M, 0] | [] | A.clear() | A.__delitem__(1:2:) | None; 0, 0
  2! | [0, M, 0] | [] | A.clear() | A.__imul__(0) | []; 0, 0
  2! | [0, M, 0] | [] | A.clear() | A.__init__(B) | None; 0, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.clear() | None; 100, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.__setitem__(1, 5) | None; 103, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.__delitem__(1) | None; 102, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.__setitem__(0:2:, ONES) | None; 201, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.__setitem__(1:3:2, B) | ValueError: attempt to assign sequence of size 0 to extended slice of size 1; 3, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.__delitem__(0:3:2) | None; 1, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.__delitem__(1:2:) | None; 102, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.__imul__(0) | 100 items; 100, 0
  2! | [0, M, 0] | [] | A.extend(ONES) | A.__init__(B) | None; 100, 0
  """

/// Of bytearrays.
///
/// The last seven are not CPython's: there it reads or writes memory that it has freed.
let bytearrayMutations = """
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__getitem__(M) | IndexError: bytearray index out of range; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__setitem__(M, 5) | IndexError: bytearray index out of range; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__setitem__(0, M) | IndexError: bytearray index out of range; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__delitem__(M) | IndexError: bytearray index out of range; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.pop(M) | IndexError: pop from empty bytearray; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.insert(M, 5) | None; 1, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.insert(0, M) | None; 1, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.append(M) | None; 1, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.remove(M) | ValueError: value not found in bytearray; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.extend(M) | None; 2, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__iadd__(M) | TypeError: can't concat meddler.Meddler to bytearray; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__contains__(M) | False; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.find(M) | -1; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.count(M) | 0; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.index(M) | ValueError: subsection not found; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.rindex(M) | ValueError: subsection not found; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.find(1, M) | -1; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__mul__(M) | bytearray(b''); 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__imul__(M) | bytearray(b''); 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__getitem__(:M:) | bytearray(b''); 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__getitem__(::M) | bytearray(b''); 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__setitem__(0:M:, B) | None; 1, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__setitem__(0:3:M, B) | ValueError: attempt to assign bytes of size 1 to extended slice of size 0; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__delitem__(0:3:M) | None; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__delitem__(M::) | None; 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__setitem__(0:2:, M) | TypeError: can assign only bytes, buffers, or iterables of ints in range(0, 256); 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.center(M) | bytearray(b'  '); 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.__init__(M) | None; 2, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.clear() | A.replace(B, B, M) | bytearray(b''); 0, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__getitem__(M) | 3; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__delitem__(M) | None; 102, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.pop(M) | 3; 102, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.insert(M, 5) | None; 104, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.insert(0, M) | None; 104, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.append(M) | None; 104, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.remove(M) | None; 102, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.extend(M) | None; 105, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__iadd__(M) | TypeError: can't concat meddler.Meddler to bytearray; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.find(1, M) | 3; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__mul__(M) | 206 items; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__imul__(M) | 206 items; 206, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__getitem__(:M:) | bytearray(b'\\x01\\x02'); 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__getitem__(::M) | 52 items; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__setitem__(0:M:, B) | None; 102, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__setitem__(0:3:M, B) | ValueError: attempt to assign bytes of size 1 to extended slice of size 2; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__delitem__(M::) | None; 2, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__setitem__(0:2:, M) | TypeError: can assign only bytes, buffers, or iterables of ints in range(0, 256); 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.center(M) | 103 items; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__init__(M) | None; 2, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.replace(B, B, M) | 103 items; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__setitem__(M, 5) | None; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__setitem__(0, M) | None; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__delitem__(0:3:M) | None; 101, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.find(M) | 1; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.count(M) | 1; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.index(M) | 1; 103, 1
  2! | bytearray([1, 2, 3]) | bytearray([9]) | A.extend(ONES) | A.__contains__(M) | True; 103, 1
  """

/* The counting protocol (Sources/SutureRuntime/Memory/Counts.swift): one object, two threads in free mode, either of
   which may enter legacy code. local: plain, the owner's; shared: atomic, signed, with flags; legacy: the visible word
   without BIAS, under the legacy lock. Sequentially consistent: the memory orders are argued beside the code.

   Checked: no object is freed while a reference is held, none is leaked, none is freed twice, a weak upgrade never
   revives a dead object, Py_REFCNT(x) == 1 seen by legacy code is true.

   Where the rules are: C1 increfFree; C2, C3 decrefFree; C4 mergeOwn, and the end of init; C5 legacyCall; C6
   BORN_LEGACY; C7 reclaim, legacyReclaim; C8 unlock_and_check; C9 inlineDecref; C10 legacyBorrow; C15 memberWrite,
   memberRead; C16 dealloc, upgrade, and finalize with RESURRECTS; C17 the temporary of legacyCall; C18 legacyAppend;
   C19 is C6 without the reference in the visible word. C11, C14 and C20 take an object out of the protocol; C12 and
   C13 are not about counts.

   -DRESURRECTS       the object has a finalizer, which may store it (C16)

   -DBORN_LEGACY      the object is made by legacy code (C6)
   -DSPARES           a thread that is not the owner may hold spare references (Spares.swift)
   -DMUTANT_EXPOSED   C2 and C3 do not look at EXPOSED: an exposed object dies outside the legacy lock
   -DMUTANT_LOOP      C8 looks at the queue once: a racing push is lost
   -DMUTANT_MOVE      C7 does not move the count to the legacy side
   -DMUTANT_DEAD      C16 the weak upgrade does not look at DEAD
   -DMUTANT_OWNER     C3 does not read the owner before its CAS: a push to nobody's queue
   -DMUTANT_WEAK      C2 of an object that a weak upgrade may find goes without a CAS
   -DMUTANT_BIAS      C18 a container's reference does not put BIAS back
   -DMUTANT_MEMBER    C15 a member of a legacy instance is counted on the free side
   -DMUTANT_READ      C15 a member is read without the legacy lock
   -DMUTANT_REVIVE    C16 a finalizer that left the object to legacy code leaves BIAS there (MUTANT_REVIVE needs RESURRECTS)
   -DMUTANT_FLUSH     spare references are given back without judging (MUTANT_FLUSH needs SPARES)
   -DMUTANT_BATCH     several that are given back are judged as one (MUTANT_BATCH needs SPARES)
   Each mutant must fail. STEPS bounds the actions of a thread. */
#define NONE 0
byte owner = 1;          /* thread 1 created it */
int  local_ = 1;
int  shared_ = 0;        /* count part of the atomic word */
bool merged = false, queued = false, exposed = false; /* flags of the same atomic word; exposed <=> the visible count carries BIAS */
int  legacy = 0;         /* visible ob_refcnt; touched only under the legacy lock */
bool lock_ = false;
byte holder = 0;         /* the process that holds it */
bool biased = true;      /* born with BIAS; dropped by a reclaim, put back by the lock holder */
bool inLQ = false;       /* on the legacy reclaim queue */
bool inOQ = false;       /* on the owner's merge queue */
bool freed = false;
bool dead = false;       /* the reserved value of the atomic word (C16) */
byte queueOf = 0;        /* whose merge queue the object is on */
byte held[4];            /* ghost: refs held by thread 1,2 ; held[0] = refs stored by legacy code ; held[3] = by the finalizer */
bool finalized = false;
bool done[3];            /* ghost: the thread has ended */
#ifdef MUTANT_EXPOSED
#define EXPOSED false
#else
#define EXPOSED exposed
#endif
#ifdef MUTANT_OWNER
#define OWNED true
#else
#define OWNED (before != NONE)
#endif
#ifdef MUTANT_BIAS
#define BIAS_BACK skip
#else
#define BIAS_BACK biased = true
#endif
#ifdef MUTANT_WEAK
#define WEAKLY_FOUND false
#else
#define WEAKLY_FOUND weak
#endif
bool weak = true;        /* the object can be found by a weak upgrade */
byte spare[4];           /* references that thread 1, 2 holds to give out */
#define TOTALHELD (held[0]+held[1]+held[2]+held[3])

inline free() { atomic { assert(!freed); assert(TOTALHELD + spare[1] + spare[2] == 0); assert(!inLQ && !inOQ); freed = true } }
#ifndef RESURRECTS
inline dealloc() { free() }
#else
/* tp_dealloc runs the finalizer in free mode first (reviveForFinalizer, wasResurrected). An object that was exposed dies
   under the legacy lock. What is left to the legacy reclaim is done by the caller's loop (`later`). */
inline dealloc() {
  if
  :: finalized -> free()
  :: else ->
     atomic {
       assert(!freed && TOTALHELD == 0);
       finalized = true; dead = false; owner = NONE; local_ = 0; merged = true; queued = false; exposed = (holder == _pid);
       biased = true; legacy = 0; shared_ = 1; held[3] = 1
     };
     if
     :: skip
     :: atomic { !done[1] && held[1] < 3 -> shared_++; held[1]++ }     /* stored where thread 1 finds it */
     :: !(done[1] && done[2]) ->                                       /* handed to legacy code */
        if
        :: holder == _pid -> atomic { exposed = true; biased = true; legacy++; held[0]++ }
        :: else -> atomic { !lock_ -> lock_ = true; holder = _pid };
             atomic { exposed = true; biased = true; legacy++; held[0]++ };
             atomic { holder = 0; lock_ = false }
        fi
     fi;
     act = 0;
     atomic {
       held[3] = 0; shared_--;
       if
       :: queued || shared_ > 0
       :: !queued && shared_ <= 0 && !exposed -> dead = true; act = 1
#ifndef MUTANT_REVIVE
       :: !queued && shared_ <= 0 && exposed && holder == _pid ->
            if
            :: legacy + shared_ <= 0 -> dead = true; act = 1
            :: else -> legacy = legacy + shared_; shared_ = 0; biased = false
            fi
       :: !queued && shared_ <= 0 && exposed && holder != _pid -> queued = true; later = true
#else
       :: !queued && shared_ <= 0 && exposed ->
            if :: legacy + shared_ <= 0 -> dead = true; act = 1 :: else fi
#endif
       fi
     };
     if :: act == 1 -> free() :: else fi;
     act = 0
  fi
}
#endif

/* reclaim: caller holds lock_ and the object carries QUEUED, on no queue */
inline reclaim() {
  atomic {                      /* snapshot + add, then flags: CAS loop in reality */
    if
    :: legacy + shared_ == 0 -> dead = true; dealloc()
    :: else -> 
        if
#ifdef MUTANT_MOVE
        :: shared_ <= 0 -> biased = false
#else
        :: shared_ <= 0 -> legacy = legacy + shared_; shared_ = 0; assert(legacy > 0); biased = false   /* legacy-owned: no BIAS */
#endif
        :: else -> skip                                       /* a free thread took references meanwhile */
        fi;
        queued = false
    fi
  }
}
inline drain() {   /* caller holds lock_ */
  if
  :: atomic { inLQ -> inLQ = false }; reclaim()
  :: else
  fi
}
inline unlock_and_check() {          /* release, then look again: a push may have raced with the release */
  do
  :: drain();
     atomic { holder = 0; lock_ = false };
     if
     :: !inLQ -> break
#ifdef MUTANT_LOOP
     :: else -> if :: atomic { !lock_ -> lock_ = true; holder = _pid }; drain(); atomic { holder = 0; lock_ = false }; break :: else -> break fi
#else
     :: else -> if :: atomic { !lock_ -> lock_ = true; holder = _pid } :: else -> break fi   /* the new holder drains */
#endif
     fi
  od
}
inline legacyReclaim(haveLock) {  /* object has QUEUED set by this thread, on no queue */
  if
  :: haveLock -> reclaim()
  :: else ->
     if
     :: atomic { !lock_ -> lock_ = true; holder = _pid }; reclaim(); unlock_and_check()
     :: else ->
        atomic { assert(!inLQ); inLQ = true };
        if :: atomic { !lock_ -> lock_ = true; holder = _pid }; unlock_and_check() :: else fi
     fi
  fi
}
inline decrefFree(me) {   /* thread 'me' gives up one reference, in free mode */
  assert(!freed);
#ifdef SPARES
  if
  :: atomic { spare[me] > 0 -> held[me]--; spare[me]++ }
  :: else -> held[me]--; release(me, 1)
  fi
#else
  held[me]--;
  release(me, 1)
#endif
}
#ifdef SPARES
inline takeSpares(me) { atomic { shared_ = shared_ + 2; spare[me] = 2 } }
inline giveSparesBack(me) {
  assert(!freed);
  spares = spare[me];
  spare[me] = 0;
#ifdef MUTANT_FLUSH
  atomic { shared_ = shared_ - spares }
#else
  release(me, spares)
#endif
}
#endif
#ifdef MUTANT_BATCH
#define JUDGED (shared_ + n_ - 1)
#else
#define JUDGED shared_
#endif
/* n references are given up at once; only the owner gives up one by one */
inline release(me, n_) {
  act = 0;
  if
  :: owner == me ->
     local_--;
     if
     :: local_ > 0
     :: !(local_ > 0) && !WEAKLY_FOUND && shared_ == 0 && !merged && !queued && !exposed ->
        dead = true;                  /* a plain store: nobody else can reach the object */
        owner = NONE;
        act = 1
     :: else -> 
        owner = NONE;
        atomic {
          merged = true;
          if :: shared_ <= 0 && !queued -> 
                 if :: EXPOSED -> queued = true; act = 2 :: else -> dead = true; act = 1 fi
             :: else fi
        }
     fi
  :: else ->
     before = owner;
     atomic {
       shared_ = shared_ - n_;
       if
       :: merged && JUDGED <= 0 && !queued ->
             if :: EXPOSED -> queued = true; act = 2 :: else -> dead = true; act = 1 fi
       :: !merged && JUDGED < 0 && !queued && OWNED -> queued = true; act = 3
       :: else
       fi
     }
  fi;
  if
  :: act == 1 -> dealloc()
  :: act == 2 -> legacyReclaim(false)
  :: act == 3 -> assert(before != NONE); atomic { assert(!inOQ); inOQ = true; queueOf = before }
  :: else
  fi
}
inline increfFree(me) {
  assert(!freed);
#ifdef SPARES
  if :: owner == me -> local_++ :: owner != me && spare[me] > 1 -> spare[me]-- :: owner != me && spare[me] <= 1 -> atomic { shared_++ } fi;
#else
  if :: owner == me -> local_++ :: else -> atomic { shared_++ } fi;
#endif
  held[me]++
}
/* owner processes its merge queue (safepoint) */
inline mergeOwn(me) {
  if
  :: atomic { inOQ && queueOf == me -> inOQ = false };
     owner = NONE;
     act = 0;
     atomic {
        shared_ = shared_ + local_; local_ = 0; merged = true; queued = false;
        if :: shared_ <= 0 -> if :: EXPOSED -> queued = true; act = 2 :: else -> dead = true; act = 1 fi
           :: else fi
     };
     if :: act == 1 -> dealloc() :: act == 2 -> legacyReclaim(false) :: else fi
  :: else
  fi
}
/* the legacy domain: thread me calls a legacy function with the object as argument (it holds a ref),
   legacy code may inc/dec inline, keep or drop stored refs, hand one back */
inline legacyCall(me) {
  atomic { !lock_ -> lock_ = true; holder = _pid };
  assert(!freed);
  atomic { exposed = true; biased = true };   /* the flag; BIAS again if a reclaim had dropped it */
  if
  :: held[0] < 2 -> legacy++; held[0]++                    /* inline INCREF and store */
  :: held[0] > 0 -> atomic { held[0]--; legacy-- };         /* inline DECREF */
       if :: legacy == 0 && !biased -> /* _Py_Dealloc hook: the visible word reads zero only without BIAS */
              act = 0;
              atomic { if :: !merged -> skip :: merged && shared_ == 0 && !queued -> dead = true; act = 1 :: else fi };
              if :: act == 1 -> dealloc() :: else fi
          :: else fi
  :: held[0] > 0 -> atomic { held[0]--; held[me]++ }        /* stored ref handed out to the caller (fungible) */
  :: held[0] < 2 && held[me] > 0 -> atomic { held[me]--; held[0]++ } ; /* steals caller's ref: counted in free counters, later dropped inline: must be converted */
       act = 0;
       legacy++;
       /* converting: visible count up, free count down */
       if
       :: owner == me -> local_--; 
            if :: local_ > 0 
               :: else -> owner = NONE; atomic { merged = true; if :: shared_ <= 0 && !queued -> queued = true; act = 2 :: else fi }
            fi
       :: else -> before = owner; atomic { shared_--; if :: merged && shared_ <= 0 && !queued -> queued = true; act = 2 :: !merged && shared_ < 0 && !queued && OWNED -> queued = true; act = 3 :: else fi }
       fi;
       if :: act == 2 -> legacyReclaim(true) :: act == 3 -> assert(before != NONE); atomic { assert(!inOQ); inOQ = true; queueOf = before } :: else fi
  :: atomic { legacy++; held[0]++ };                        /* a temporary of the API is counted in L, too */
       assert(!freed);
       atomic { held[0]--; legacy-- };
       if :: legacy == 0 && !biased -> act = 0;
              atomic { if :: !merged -> skip :: merged && shared_ == 0 && !queued -> dead = true; act = 1 :: else fi };
              if :: act == 1 -> dealloc() :: else fi
          :: else fi
  :: skip
  fi;
  unlock_and_check()
}
/* legacy code borrows the object out of a container (another thread's reference keeps it alive at that
   instant, seen under the container's lock), and only later takes its own reference inline */
inline legacyBorrow(me, other) {
  atomic { !lock_ -> lock_ = true; holder = _pid };
  if
  :: atomic { held[other] > 0 -> exposed = true; biased = true };
     /* gap: the other thread may drop the last counted reference here */
     if :: held[0] < 2 -> assert(!freed); atomic { legacy++; held[0]++ } :: skip fi
  :: else
  fi;
  unlock_and_check()
}
/* legacy code running later in thread me drops its stored refs even if me holds none */
inline legacyDropStored(me) {
  atomic { !lock_ -> lock_ = true; holder = _pid };
  if
  :: held[0] > 0 -> assert(!freed); atomic { held[0]--; legacy-- };
       if :: legacy == 0 && !biased ->
              act = 0;
              atomic { if :: !merged -> skip :: merged && shared_ == 0 && !queued -> dead = true; act = 1 :: else fi };
              if :: act == 1 -> dealloc() :: else fi
          :: else fi
  :: else
  fi;
  unlock_and_check()
}
/* PyList_Append(l, x) in legacy code: the list's reference is counted on the free side, x stays in legacy hands (C18) */
inline legacyAppend(me, other) {
  atomic { !lock_ -> lock_ = true; holder = _pid };
  if
  :: atomic { held[0] > 0 && held[other] < 3 && owner != me -> shared_++; held[me]++; BIAS_BACK };
     atomic { if :: legacy == 1 && !biased -> assert(TOTALHELD == 1) :: else fi }
  :: else
  fi;
  unlock_and_check()
}
/* thread me, in free mode, sets a member of a legacy instance, which legacy code drops inline (C15) */
inline memberWrite(me) {
#ifdef MUTANT_MEMBER
  atomic { assert(!freed); shared_++; held[0]++ }
#else
  atomic { !lock_ -> lock_ = true; holder = _pid };
  assert(!freed);
  atomic { exposed = true; biased = true };
  atomic { legacy++; held[0]++ };
  unlock_and_check()
#endif
}
/* thread me, in free mode, reads such a member: the reference is made in L and then converted */
inline memberRead(me) {
#ifdef MUTANT_READ
  if :: held[0] > 0 -> skip; increfFree(me) :: else fi
#else
  atomic { !lock_ -> lock_ = true; holder = _pid };
  if
  :: held[0] > 0 -> assert(!freed); atomic { exposed = true; biased = true; legacy++ };
     increfFree(me);
     legacy--
  :: else
  fi;
  unlock_and_check()
#endif
}
/* a weak reference is upgraded: a CAS that fails on DEAD (C16) */
inline upgrade(me) {
#ifdef MUTANT_DEAD
  if :: atomic { weak && !freed && owner != me -> shared_++; held[me]++ } :: else fi
#else
  if :: atomic { weak && !freed && !dead && owner != me -> shared_++; held[me]++ } :: else fi
#endif
}
proctype Thread(byte me; byte other) {
  byte act = 0; byte n = 0; byte before = 0; bool later = false;
#ifdef SPARES
  byte spares = 0;
#endif
  do
  :: later -> later = false; legacyReclaim(false)
  :: n < STEPS && held[me] > 0 && held[me] < 3 -> increfFree(me); n++
  :: n < STEPS && held[me] > 1 -> decrefFree(me); n++
  :: n < STEPS && held[me] > 0 && held[other] < 3 ->
       if :: atomic { held[me] > 0 && !done[other] -> held[me]--; held[other]++ } :: else fi; n++  /* hand a ref over: fungible */
  :: n < STEPS && held[me] > 0 -> legacyCall(me); n++
  :: n < STEPS && !freed -> legacyBorrow(me, other); n++
  :: n < STEPS && !freed -> legacyAppend(me, other); n++
  :: n < STEPS && held[me] < 3 -> upgrade(me); n++
  :: n < STEPS && held[me] > 0 && held[0] < 2 -> memberWrite(me); n++
  :: n < STEPS && held[me] < 3 -> memberRead(me); n++
  :: n < STEPS -> mergeOwn(me); n++
#ifdef SPARES
  :: n < STEPS && held[me] > 0 && owner != me && spare[me] == 0 -> takeSpares(me); n++
  :: n < STEPS && spare[me] > 0 -> giveSparesBack(me); n++
#endif
  :: n >= STEPS -> break
  :: break
  od;
  /* wind down: other may still hand refs over, so loop until quiet */
  do
  :: later -> later = false; legacyReclaim(false)
  :: held[me] > 0 -> decrefFree(me)
#ifdef SPARES
  :: spare[me] > 0 -> giveSparesBack(me)
#endif
  :: held[0] > 0 -> legacyDropStored(me)
  :: inOQ && queueOf == me -> mergeOwn(me)
  :: atomic { TOTALHELD == 0 && spare[me] == 0 && !later && !(inOQ && queueOf == me) -> done[me] = true }; break
  od
}
init { held[1] = 1;
  if :: weak = true :: weak = false fi;
#ifdef BORN_LEGACY   /* C6: made by legacy code, handed out: the one reference is counted in the visible word */
  owner = NONE; local_ = 0; merged = true; exposed = true; biased = false; legacy = 1;
#endif
  atomic { run Thread(1,2); run Thread(2,1) }; 
  (_nr_pr == 1);
  byte act = 0; byte before = 0; bool later = false;
  if :: inOQ -> mergeOwn(queueOf) :: else fi;   /* the owner exited: whoever pushed merges for it */
  if :: later -> legacyReclaim(false) :: else fi;
  assert(!inLQ && !lock_);
  assert(freed) }

/* Locks that are set aside while their holder waits (Locking/ObjectLock.swift: lock, unlock, suspendAll,
   resumeInnermost, lockPair), with the legacy lock and a stopped world. Two threads, two objects, a collector (any
   thread: it takes the legacy lock, then stops the other). The words are mutexes here: word-lock.pml and
   legacy-lock.pml are about them.

   A thread runs nested scopes of locks, legacy calls and detachments, as extensions do; its list of held locks has an
   entry for each scope: object, recursive, suspended. A pair's two entries are held together while they are innermost.

   Checked: O1 nobody sleeps with a lock held; what is innermost is held, in both kinds of scope; both of a pair are; S1 the collector works while nobody else runs; nothing is held in the end; nobody waits for ever (invalid
   end states).

   -DMUTANT_HOLD       O1 a thread waits for an object lock with its own still held
   -DMUTANT_LEGACY     G1 it waits for the legacy lock with its own still held
   -DMUTANT_DETACH     it detaches with its locks held
   -DMUTANT_DROP       what it drops meanwhile takes a lock back, and the thread has it while it is detached
   -DMUTANT_BACK       G2 it does not take the legacy lock back when it was in free mode inside a legacy call
   -DMUTANT_ATTACHED   S2 it counts as attached while it waits
   -DMUTANT_CLAIM      T3 a claimer runs tp_dealloc, which wants the legacy lock, before it gives the claim up
   -DMUTANT_COLLECT    S3 the collector stops the world before it takes the legacy lock
   -DMUTANT_PAIR       lockPair does not look whether waiting for the second set the first aside
   -DMUTANT_HALF       of a pair that is innermost again, only the second is taken back
   -DMUTANT_RESUME     an unlock does not take the next outer lock back
   -DMUTANT_RECURSIVE  O2 a recursive entry that is resumed still says that another entry has the word
   -DMUTANT_SEARCH     O2 a lock that is set aside counts as held when its object is locked again
   Each mutant must fail. */
#define NOBODY 0
#define DETACHED 0
#define ATTACHED 1
#define CLAIMED 2
#define STOPPED 3
#define DEPTH 3
byte word[2];              /* who holds the object's lock word */
byte legacy = NOBODY;      /* who holds the legacy lock */
bool stop = false;         /* the stop word */
byte state[3];             /* attach_state */
bool running[3];           /* ghost: the thread runs code of ours */
bool collectorLock = false;
byte done = 0;

#define HELD(i) (entry[i].recursive == 0 && entry[i].suspended == 0)
#define FREE(o) (word[o] == NOBODY)
/* O1, for a sleep of thread `me`. */
#define HOLDS_NOTHING(me) (word[0] != me && word[1] != me)
#define INNERMOST_IS_HELD (n == 0 || (word[entry[n - 1].object] == me && entry[n - 1].suspended == 0))
#define INNERMOST_IS_PAIR (n > 1 && (pairs & (1 << (n - 2))))
#define BOTH_ARE_HELD (word[0] == me && word[1] == me && entry[n - 2].suspended == 0 && entry[n - 1].suspended == 0)

typedef Entry { byte object; bit recursive; bit suspended };

inline stopHere() {
  do
  :: stop -> atomic { running[me] = false; state[me] = STOPPED }; (!stop); state[me] = ATTACHED
  :: else -> break
  od;
  running[me] = true
}
inline beginAttach() {     /* waits for a claimer */
  if
  :: atomic { state[me] == DETACHED -> state[me] = ATTACHED }
#ifdef MUTANT_ATTACHED
  :: atomic { state[me] == ATTACHED -> skip }
#endif
  fi;
  stopHere()
}
inline endAttach() {
#ifndef MUTANT_ATTACHED
  atomic { running[me] = false; state[me] = DETACHED }
#else
  skip
#endif
}
/* A thread's own list is its own: what it does to it is one step with what it does to the word. */
inline suspendAll() {
  atomic {
    i = 0;
    do
    :: i < n ->
       if
       :: entry[i].suspended == 0 ->
          entry[i].suspended = 1;
          if :: entry[i].recursive == 0 -> assert(word[entry[i].object] == me); word[entry[i].object] = NOBODY :: else fi
       :: else
       fi;
       i++
    :: else -> break
    od;
    i = 0
  }
}
inline wait(o) {           /* `wait`: S2 */
  endAttach();
#if !defined(MUTANT_HOLD) && !defined(MUTANT_DETACH)
  assert(HOLDS_NOTHING(me));
#endif
  atomic { FREE(o) -> word[o] = me };
  beginAttach()
}
inline lock(o) {
  atomic {
    i = n; found = false;
    do
    :: i > 0 ->
       i--;
#ifdef MUTANT_SEARCH
       if :: entry[i].object == o && entry[i].recursive == 0 -> found = true; break :: else fi
#else
       if :: entry[i].object == o && HELD(i) -> found = true; break :: else fi
#endif
    :: else -> break
    od;
    i = 0
  };
  if
  :: found -> atomic { entry[n].object = o; entry[n].recursive = 1; entry[n].suspended = 0; n++ }
  :: else ->
     if
     :: atomic { FREE(o) -> word[o] = me }
     :: else ->
#ifndef MUTANT_HOLD
        suspendAll();
#endif
        wait(o)
     fi;
     atomic { entry[n].object = o; entry[n].recursive = 0; entry[n].suspended = 0; n++ }
  fi;
  found = false;
  assert(INNERMOST_IS_HELD)
}
/* `settle`: the innermost is held, the one before may be suspended. */
inline settle() {
  do
  :: entry[n - 2].suspended == 0 -> break
  :: else ->
     if
     :: atomic { FREE(0) -> word[0] = me; entry[n - 2].suspended = 0; entry[n - 2].recursive = 0 }; break
     :: else ->
        suspendAll();
        wait(0);
        atomic { entry[n - 2].suspended = 0; entry[n - 2].recursive = 0 };
        if
        :: atomic { FREE(1) -> word[1] = me; entry[n - 1].suspended = 0; entry[n - 1].recursive = 0 }; break
        :: else ->
           suspendAll();
           wait(1);
           atomic { entry[n - 1].suspended = 0; entry[n - 1].recursive = 0 }
        fi
     fi
  od
}
inline resumeInnermost() {
  if
  :: n > 0 && entry[n - 1].suspended == 1 ->
     want = entry[n - 1].object;
     if
     :: atomic { FREE(want) -> word[want] = me }
     :: else -> wait(want)
     fi;
     atomic {
       want = 0;
       entry[n - 1].suspended = 0;
#ifndef MUTANT_RECURSIVE
       entry[n - 1].recursive = 0
#endif
     };
#ifndef MUTANT_HALF
     if :: INNERMOST_IS_PAIR -> settle() :: else fi
#endif
  :: else
  fi
}
inline unlock() {
  atomic {
    n--;
    if :: HELD(n) -> assert(word[entry[n].object] == me); word[entry[n].object] = NOBODY :: else fi;
    entry[n].object = 0; entry[n].recursive = 0; entry[n].suspended = 0
  };
#ifndef MUTANT_RESUME
  resumeInnermost();
#endif
  assert(INNERMOST_IS_HELD)
}
/* Object 0 is the one with the lower address. */
inline lockPair() {
  lock(0);
  lock(1);
#ifndef MUTANT_PAIR
  settle();
#endif
  assert(BOTH_ARE_HELD)
}
inline acquireLegacy() {
  if
  :: atomic { legacy == NOBODY -> legacy = me }
  :: else ->
#ifndef MUTANT_LEGACY
     suspendAll();
     assert(HOLDS_NOTHING(me));
#endif
     endAttach();
     atomic { legacy == NOBODY -> legacy = me };
     beginAttach();
     resumeInnermost()
  fi
}
inline drop() {            /* a tp_dealloc takes a lock and gives it up: the next outer one is resumed */
  if
  :: n < DEPTH && n > 0 -> lock(0); unlock()
  :: skip
  fi
}
inline leave() {
#if !defined(MUTANT_DETACH) && !defined(MUTANT_DROP)
  suspendAll();
#endif
  assert(HOLDS_NOTHING(me));   /* what it does now may wait for anything */
  atomic { running[me] = false; state[me] = DETACHED }
}
inline detach() {          /* Py_BEGIN_ALLOW_THREADS and back; `back`: the thread held the legacy lock, in either mode */
#ifdef MUTANT_DROP
  suspendAll();
#endif
  back = (legacy == me);
  if :: back -> drop(); legacy = NOBODY :: else fi;      /* LegacyLock.release drains the reclaim queue */
  leave();
  beginAttach();
#ifdef MUTANT_BACK
  if :: back -> acquireLegacy() :: back -> skip :: else fi;   /* skip: free mode inside a legacy call */
#else
  if :: back -> acquireLegacy() :: else fi;
#endif
  back = false;
  resumeInnermost()
}
inline collect() {         /* StopTheWorld.run: the collector stays attached */
  if
  :: atomic { !collectorLock -> collectorLock = true };
#ifndef MUTANT_COLLECT
     took = (legacy != me);
     if :: took -> acquireLegacy() :: else fi;
#endif
     stop = true;
     (state[3 - me] != ATTACHED);
#ifdef MUTANT_COLLECT
     took = (legacy != me);
     if :: took -> atomic { legacy == NOBODY -> legacy = me } :: else fi;
#endif
     assert(!running[3 - me]);
     stop = false;
     if :: took -> legacy = NOBODY :: else fi;
     took = false;
     collectorLock = false
  :: else
  fi
}
inline claim() {           /* drainClaimed: merges for the other thread while that is detached, then drops what has died */
  if
  :: atomic { state[3 - me] == DETACHED -> state[3 - me] = CLAIMED };
#ifdef MUTANT_CLAIM
     if :: legacy != me -> acquireLegacy(); legacy = NOBODY :: else fi;
     state[3 - me] = DETACHED
#else
     state[3 - me] = DETACHED;
     if :: legacy != me -> acquireLegacy(); legacy = NOBODY :: else fi
#endif
  :: else
  fi
}
proctype Thread(byte me) {
  Entry entry[DEPTH];
  byte n = 0, i = 0, want = 0, left = STEPS;
  bool found = false, back = false, took = false;
  byte pairs = 0;          /* bit k: the entries k and k + 1 are a pair's */
  byte inLegacy = 9;       /* the depth at which the legacy call began, 9: none */
  beginAttach();
  do
  :: left > 0 ->
     left--;
     if
     :: n < DEPTH -> lock(0)
     :: n < DEPTH -> lock(1)
     :: n + 1 < DEPTH -> lockPair(); pairs = pairs | (1 << (n - 2))
     :: legacy != me -> inLegacy = n; acquireLegacy()
     :: true -> detach()
     :: true -> stopHere()
     :: true -> collect()
     :: true -> claim()
     :: skip
     fi;
     assert(INNERMOST_IS_HELD && (!INNERMOST_IS_PAIR || BOTH_ARE_HELD))
  :: n > 0 && inLegacy != n ->                      /* the scopes end as they began */
     if
     :: INNERMOST_IS_PAIR -> assert(BOTH_ARE_HELD); pairs = pairs & ~(1 << (n - 2)); unlock(); unlock()
     :: else -> unlock()
     fi
  :: inLegacy == n -> inLegacy = 9; assert(legacy == me); legacy = NOBODY
  :: n == 0 && inLegacy == 9 -> break
  od;
  assert(HOLDS_NOTHING(me) && legacy != me);
  atomic { running[me] = false; state[me] = DETACHED };
  done++
}
init {
  atomic { run Thread(1); run Thread(2) };
  (done == 2);
  assert(FREE(0) && FREE(1) && legacy == NOBODY && !stop)
}

/* The bias of an object lock (Locking/ObjectLock.swift): its maker enters with plain stores, the first other thread that
   wants in revokes the bias, once for the object's life.

   word: 0 unlocked, 1 locked, 2 locked with sleepers, 3 revoking, 4 left, 5 biased to thread 1, 6 to the collector.
   Thread 1's stores to its list of held locks sit in a store buffer (x86: total store order) until they are flushed, by
   themselves, by its own locked instruction, or by another thread's membarrier. `marks` is what others see of the list:
   the number of entries for this object that are not set aside.

   Checked: mutual exclusion; nobody sleeps for ever (invalid end states), also when the maker waits for another thread
   with its locks set aside.

   -DGARBAGE          threads 1 and 2 give their references up, and the object, which a cycle keeps alive, becomes the
                      collector's (thread 3; Collector.swift, Y5), whose finalizer hands it to both once more

   -DMUTANT_TAKEN     Y5 the collector takes an object that a thread has a reference to (MUTANT_TAKEN needs GARBAGE)
   -DMUTANT_LAST      a thread gives its reference up before its last look at the word (MUTANT_LAST needs GARBAGE)
   -DMUTANT_BARRIER   the revoker does not issue a membarrier
   -DMUTANT_REREAD    the maker looks at the word before it marks itself, and not again
   -DMUTANT_LEAVE     the maker leaves without looking whether somebody revokes
   -DMUTANT_STRANGER  any thread that meets a word in `revoking` says that the maker has left
   -DMUTANT_NESTED    the maker says that it has left when it unlocks an inner entry
   -DMUTANT_ASIDE     a lock that is set aside stays marked
   Each mutant must fail. */
byte word = 5;
byte marks[2];             /* of thread 1, of the collector */
byte inside = 0;           /* ghost */
bool ended = false;        /* ghost: thread 2 has ended */
bool asleep[4];
chan buffer[2] = [6] of { byte };
#ifdef GARBAGE
bool ref[3];               /* ghosts: the thread has a reference; the finalizer has made new ones */
bool handed = false;
#endif
#define BIASED (word >= 5)
#define MARKER (mine - 5)  /* whose word is `mine` when it is biased */

inline flush(m) { do :: buffer[m]?marks[m] :: empty(buffer[m]) -> break od }
inline mark(n) { entries = n; buffer[MARKER]!n }  /* a plain store */

inline wakeOne() {
  if
  :: asleep[1] -> asleep[1] = false
  :: asleep[2] -> asleep[2] = false
  :: asleep[3] -> asleep[3] = false
  :: else
  fi
}
inline wakeAll() { asleep[1] = false; asleep[2] = false; asleep[3] = false }
inline sleepWhile(me, value) {     /* futex wait: the kernel compares and queues in one step */
  if
  :: atomic { word == value -> asleep[me] = true }; (!asleep[me])
  :: else
  fi
}

inline left() {                    /* the maker's last entry is gone: tell the revoker; a locked instruction */
  if
  :: word == 3 -> atomic { flush(MARKER); if :: word == 3 -> word = 4 :: else fi }; atomic { wakeAll() }
  :: else
  fi
}
inline revoke(me) {                /* word is 3 by our own CAS */
#ifndef MUTANT_BARRIER
  atomic { flush(0); flush(1) };
#endif
  do
  :: marks[seen - 5] == 0 -> break
  :: marks[seen - 5] != 0 -> sleepWhile(me, 3); if :: word == 4 -> break :: else fi
  od;
  word = 2
}
inline take(me) {                  /* the slow path of everybody */
  do
  :: atomic { word == 0 -> flushOwn(me); word = 2 }; break
  :: atomic { word == 1 -> flushOwn(me); word = 2 }
  :: word == 2 -> sleepWhile(me, 2)
#ifdef MUTANT_STRANGER
  :: atomic { word == 3 && me != 1 -> word = 4; wakeAll() }
#endif
  :: word == 3 -> sleepWhile(me, 3)
  :: word == 4 -> sleepWhile(me, 4)
  :: atomic { BIASED && word != mine -> seen = word; word = 3; flushOwn(me) }; revoke(me); break
  od
}
inline flushOwn(me) { if :: mine != 0 -> flush(MARKER) :: else fi }
inline give(me) {
  atomic { flushOwn(me); seen = word; word = 0 };
  if :: seen == 2 -> atomic { wakeOne() } :: else fi
}
inline enter() { inside++; assert(inside == 1) }

inline lock() {                    /* outermost */
  if
  :: word == mine ->
     mark(1);
#ifndef MUTANT_REREAD
     if
     :: word == mine -> biased = true
     :: else -> mark(0); left(); take(me); biased = false
     fi
#else
     biased = true
#endif
  :: else -> take(me); biased = false
  fi;
  enter()
}
inline unlock() {
  inside--;
  if
  :: biased ->
     mark(0);
#ifdef MUTANT_LAST
     if :: n == STEPS && me == 1 -> ref[1] = false :: else fi;
#endif
#ifndef MUTANT_LEAVE
     if :: word == mine :: else -> left() fi
#endif
  :: else -> give(me)
  fi
}
inline nested() {                  /* lock and unlock again, inside */
  if
  :: biased ->
     mark(2);
     if :: word == mine -> mark(1) :: else -> mark(1) fi;       /* biased again; else a recursive entry */
#ifdef MUTANT_NESTED
     left()
#endif
  :: else
  fi
}
inline waitForOther() {            /* the locks are set aside while the thread sleeps for thread 2 */
  inside--;
  if
  :: biased ->
#ifndef MUTANT_ASIDE
     mark(0);
#endif
     left()
  :: else -> give(me)
  fi;
  (ended);
  lock()
}
inline work() {
  do
  :: n < STEPS ->
     n++; lock();
     if
     :: nested()
#ifndef GARBAGE
     :: n == STEPS -> waitForOther()
#endif
     :: skip
     fi;
     unlock()
  :: n >= STEPS -> break
  od
}
proctype Maker(byte me) {
  byte n = 0; byte seen; bool biased; byte entries; byte mine = 5;
  work();
#ifdef GARBAGE
  ref[1] = false;
  (handed); n = 0; lock(); unlock()
#endif
}
#ifdef GARBAGE
proctype Collector(byte me) {
  byte n = 0; byte seen; bool biased; byte entries; byte mine = 6;
#ifdef MUTANT_TAKEN
  atomic { if :: word == 5 -> word = 6 :: else fi };
#else
  atomic { !ref[1] && !ref[2] -> if :: word == 5 -> word = 6 :: else fi };   /* the world is stopped */
#endif
  lock(); nested(); handed = true; unlock();       /* tp_finalize */
  lock(); unlock()
}
#endif
proctype Buffer(byte m) {          /* the processor flushes when it likes */
end:
  do
  :: buffer[m]?marks[m]
  od
}
proctype Other(byte me) {
  byte n = 0; byte seen; byte mine = 0;
  do
  :: n < 2 ->
     n++;
#ifdef GARBAGE
     if :: n == 1 -> goto dropped :: true fi;      /* it may never have locked what it drops */
#endif
     take(me);
     enter(); inside--; give(me);
#ifdef GARBAGE
dropped:
     if :: n == 1 -> ref[me] = false; (handed) :: else fi
#endif
  :: n >= 2 -> break
  od;
  if :: me == 2 -> ended = true :: else fi
}
#ifdef GARBAGE
init { atomic { ref[1] = true; ref[2] = true; run Maker(1); run Other(2); run Collector(3); run Buffer(0); run Buffer(1) } }
#else
init { atomic { run Maker(1); run Other(2); run Other(3); run Buffer(0) } }
#endif

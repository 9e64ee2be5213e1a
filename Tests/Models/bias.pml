/* The bias of an object lock (Locking/ObjectLock.swift): its maker enters with plain stores, the first other thread that
   wants in revokes the bias, once for the object's life.

   word: 0 unlocked, 1 locked, 2 locked with sleepers, 3 revoking, 4 left, 5 biased to thread 1.
   Thread 1's stores to its list of held locks sit in a store buffer (x86: total store order) until they are flushed, by
   themselves, by its own locked instruction, or by another thread's membarrier. `marks` is what others see of the list:
   the number of entries for this object that are not set aside.

   Checked: mutual exclusion; nobody sleeps for ever (invalid end states), also when the maker waits for another thread
   with its locks set aside.

   -DMUTANT_BARRIER   the revoker does not issue a membarrier
   -DMUTANT_REREAD    the maker looks at the word before it marks itself, and not again
   -DMUTANT_LEAVE     the maker leaves without looking whether somebody revokes
   -DMUTANT_STRANGER  any thread that meets a word in `revoking` says that the maker has left
   -DMUTANT_NESTED    the maker says that it has left when it unlocks an inner entry
   -DMUTANT_ASIDE     a lock that is set aside stays marked
   Each mutant must fail. */
byte word = 5;
byte marks = 0;
byte inside = 0;           /* ghost */
bool ended = false;        /* ghost: thread 2 has ended */
bool asleep[4];
chan buffer = [6] of { byte };

inline flush() { do :: buffer?marks :: empty(buffer) -> break od }
inline mark(n) { entries = n; buffer!n }          /* a plain store */

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
  :: word == 3 -> atomic { flush(); if :: word == 3 -> word = 4 :: else fi }; atomic { wakeAll() }
  :: else
  fi
}
inline revoke(me) {                /* word is 3 by our own CAS */
#ifndef MUTANT_BARRIER
  atomic { flush() };
#endif
  do
  :: marks == 0 -> break
  :: marks != 0 -> sleepWhile(me, 3); if :: word == 4 -> break :: else fi
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
  :: atomic { word == 5 && me != 1 -> word = 3 }; revoke(me); break
  od
}
inline flushOwn(me) { if :: me == 1 -> flush() :: else fi }
inline give(me) {
  atomic { flushOwn(me); seen = word; word = 0 };
  if :: seen == 2 -> atomic { wakeOne() } :: else fi
}
inline enter() { inside++; assert(inside == 1) }

inline lock() {                    /* outermost */
#ifdef MUTANT_REREAD
  if
  :: word == 5 -> mark(1); biased = true
  :: else -> take(1); biased = false
  fi;
#else
  mark(1);
  if
  :: word == 5 -> biased = true
  :: else -> mark(0); left(); take(1); biased = false
  fi;
#endif
  enter()
}
inline unlock() {
  inside--;
  if
  :: biased ->
     mark(0);
#ifndef MUTANT_LEAVE
     if :: word == 5 :: else -> left() fi
#endif
  :: else -> give(1)
  fi
}
inline nested() {                  /* lock and unlock again, inside */
  if
  :: biased ->
     mark(2);
     if :: word == 5 -> mark(1) :: else -> mark(1) fi;          /* biased again; else a recursive entry */
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
  :: else -> give(1)
  fi;
  (ended);
  lock()
}
active proctype Maker() {
  byte n = 0; byte seen; bool biased; byte entries;
  do
  :: n < STEPS ->
     n++; lock();
     if
     :: nested()
     :: n == STEPS -> waitForOther()
     :: skip
     fi;
     unlock()
  :: n >= STEPS -> break
  od
}
active proctype Buffer() {         /* the processor flushes when it likes */
end:
  do
  :: buffer?marks
  od
}
proctype Other(byte me) {
  byte n = 0; byte seen;
  do
  :: n < 2 ->
     n++;
     take(me);
     enter(); inside--; give(me)
  :: n >= 2 -> break
  od;
  if :: me == 2 -> ended = true :: else fi
}
init { atomic { run Other(2); run Other(3) } }

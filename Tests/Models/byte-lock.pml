/* The byte of a PyMutex and the bucket that its waiters queue in (SutureSync/ByteLock.swift): three threads take the lock
   and give it up; the last to release it frees the memory that the byte lies in.

   bits: 0 unlocked, 1 locked, 2 unlocked with parked threads, 3 locked with them, as in the table there. The inline fast
   paths of extensions are the steps 0 -> 1 and 1 -> 0. Sequentially consistent: acquire and release are argued beside
   the code.
   Checked: mutual exclusion; nobody sleeps for ever (invalid end states); nobody reads or writes the byte after its
   memory was freed (P4).

   -DMUTANT_LOOK      P1 a thread queues without a second look at the byte: a release in between is missed
   -DMUTANT_FLAG      P1 a thread queues without the bit `parked`: the fast path of a release passes it by
   -DMUTANT_REST      P2 a release forgets that others are queued
   -DMUTANT_HANDOVER  P3 a lock that is handed over is marked as unlocked
   -DMUTANT_OUTSIDE   P2 a release writes the byte after it has left the bucket
   -DMUTANT_PEEK      P4 a release looks at the byte after it has woken a thread
   Each mutant must fail. */
byte bits = 0;
byte holders = 0;
byte users = 3;            /* ghost: threads that will still take the lock */
bool freed = false;        /* ghost: the memory of the byte is gone */
bool bucket = false;       /* its lock */
chan queue = [3] of { byte };
byte woken[4];             /* the word that a waiter sleeps on: 0, 1 woken, 2 handed over */

#define TURNS (STEPS - 1)
#define USE assert(!freed)
#define IS_LOCKED (bits == 1 || bits == 3)
#ifdef MUTANT_FLAG
#define SHOULD_QUEUE IS_LOCKED
#else
#define SHOULD_QUEUE (bits == 3)
#endif

inline park(me) {
  atomic { !bucket -> bucket = true };
#ifdef MUTANT_LOOK
  if
  :: atomic { true -> USE; woken[me] = 0; queue!me; bucket = false };
#else
  if
  :: atomic { !SHOULD_QUEUE -> USE; bucket = false }
  :: atomic { SHOULD_QUEUE -> USE; woken[me] = 0; queue!me; bucket = false };
#endif
     (woken[me] != 0);
     if :: woken[me] == 2 -> mine = true :: else fi
  fi
}
inline lock(me) {
  mine = false;
  if
  :: atomic { bits == 0 -> USE; bits = 1 }                       /* inline */
  :: atomic { bits != 0 -> USE };
     do
     :: mine -> break
     :: atomic { !mine && !IS_LOCKED -> USE; bits++ }; break
#ifdef MUTANT_FLAG
     :: atomic { !mine && IS_LOCKED -> USE };
#else
     :: atomic { !mine && bits == 1 -> USE; bits = 3 };
#endif
        park(me)
     :: atomic { !mine && bits == 3 -> USE }; park(me)
     od
  fi;
  holders++;
  assert(holders == 1)
}
inline leave() {
  if :: last -> users-- :: else fi;
  if :: users == 0 -> freed = true :: else fi
}
inline unlock() {
  holders--;
  if
  :: atomic { bits == 1 -> USE; bits = 0; leave() }              /* inline */
  :: atomic { bits == 3 -> USE };
     atomic { !bucket -> bucket = true };
     first = 0;
     atomic { if :: queue?first :: len(queue) == 0 fi };
#ifdef MUTANT_OUTSIDE
     bucket = false;
#endif
     atomic {
       hand = false;
       if :: first != 0 -> hand = true :: true fi;               /* it has waited long, or not */
       USE;
#ifdef MUTANT_REST
       bits = (hand -> 1 : 0);
#else
       bits = (hand -> 1 : 0) + (len(queue) > 0 -> 2 : 0);
#endif
#ifdef MUTANT_HANDOVER
       bits = bits & 2;
#endif
       if :: !hand -> leave() :: hand -> if :: last -> users-- :: else fi fi
     };
#ifndef MUTANT_OUTSIDE
     bucket = false;
#endif
     if :: first != 0 -> woken[first] = (hand -> 2 : 1) :: else fi;
#ifdef MUTANT_PEEK
     atomic { USE }
#endif
  fi
}
proctype Thread(byte me) {
  byte n = 0; byte first = 0; bool hand = false; bool mine = false; bool last = false;
  do
  :: n < TURNS -> n++; last = (n == TURNS); lock(me); unlock()
  :: n >= TURNS -> break
  od
}
init { atomic { run Thread(1); run Thread(2); run Thread(3) } }

/* Stopping the world (Locking/StopTheWorld.swift): two threads attach, stop at safepoints, detach and take an object
   lock; a collector stops them. Sequentially consistent: the words are read and written with seq_cst where it matters.

   Checked: while the collector works no other thread is attached and running; nobody waits for ever (invalid end
   states), with an object lock held by a stopped thread and wanted by another.

   -DMUTANT_RECHECK   a thread that attaches does not look at the stop word afterwards
   -DMUTANT_SLEEP     a thread sleeps for an object lock while it counts as attached
   Each mutant must fail. */
#define DETACHED 0
#define ATTACHED 1
#define STOPPED 3
byte state[3];            /* attach_state of threads 1, 2 */
bool stop = false;        /* the stop word */
bool objectLock = false;
bool running[3];          /* ghost: the thread runs code of ours */
byte rounds = 0;
bool collecting = false;

inline waitWhileStopped(me) {   /* a safepoint: stopped until the word clears */
  do
  :: stop -> running[me] = false; state[me] = STOPPED; (!stop); state[me] = ATTACHED
  :: else -> break
  od;
  running[me] = true
}
inline attach(me) {
  state[me] = ATTACHED;
#ifndef MUTANT_RECHECK
  waitWhileStopped(me)
#else
  running[me] = true
#endif
}
inline detach(me) { running[me] = false; state[me] = DETACHED }
inline lockObject(me) {
  if
  :: atomic { !objectLock -> objectLock = true }
  :: else ->
#ifndef MUTANT_SLEEP
     detach(me);
     atomic { !objectLock -> objectLock = true };
     attach(me)
#else
     atomic { !objectLock -> objectLock = true }
#endif
  fi
}
proctype Thread(byte me) {
  byte n = 0;
  attach(me);
  do
  :: n < STEPS -> n++; detach(me); attach(me)
  :: n < STEPS -> n++; waitWhileStopped(me)
  :: n < STEPS -> n++; lockObject(me); waitWhileStopped(me); objectLock = false
  :: n >= STEPS -> break
  :: break
  od;
  detach(me)
}
proctype Collector() {
  byte i;
  stop = true;
  i = 1;
  do
  :: i <= 2 -> (state[i] != ATTACHED); i++
  :: else -> break
  od;
  collecting = true;
  collecting = false;
  stop = false
}


/* Looks at any step. */
proctype Monitor() { assert(!(collecting && (running[1] || running[2]))) }
init { atomic { run Thread(1); run Thread(2); run Collector(); run Monitor() } }

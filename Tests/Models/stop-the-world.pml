/* Stopping the world (Locking/StopTheWorld.swift): two threads attach, stop at safepoints, detach and take an object
   lock; a collector stops them twice, as one with finalizers to run does. Sequentially consistent: the words are read
   and written with seq_cst where it matters.

   Checked: while the collector works no other thread is attached and running; nobody waits for ever (invalid end
   states), with an object lock held by a stopped thread and wanted by another; S4 a thread that has been asked to stop
   knows it at its next safepoint.

   -DMUTANT_RECHECK   a thread that attaches does not look at the stop word afterwards
   -DMUTANT_SLEEP     a thread sleeps for an object lock while it counts as attached
   -DMUTANT_CLEAR     S4 a thread takes the request back after its last look at the stop word
   Each mutant must fail. */
#define DETACHED 0
#define ATTACHED 1
#define STOPPED 3
byte state[3];            /* attach_state of threads 1, 2 */
bool stop = false;        /* the stop word */
bool pending[3];          /* the request, in PyThreadState.pending: all that a safepoint looks at */
bool asked[3];            /* ghost: a request was made that is still good */
bool objectLock = false;
bool running[3];          /* ghost: the thread runs code of ours */
bool collecting = false;

inline stopHere(me) {
  do
#ifndef MUTANT_CLEAR
  :: pending[me] = false;
#else
  ::
#endif
     if
     :: stop -> running[me] = false; state[me] = STOPPED; (!stop); state[me] = ATTACHED
     :: else -> break
     fi
  od;
#ifdef MUTANT_CLEAR
  pending[me] = false;
#endif
  running[me] = true
}
inline safepoint(me) {
  atomic { assert(pending[me] || !asked[me]) };
  if :: pending[me] -> stopHere(me) :: else fi
}
inline attach(me) {
  state[me] = ATTACHED;
#ifndef MUTANT_RECHECK
  if :: stop -> stopHere(me) :: else -> running[me] = true fi
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
  :: n < STEPS -> n++; safepoint(me)
  :: n < STEPS -> n++; lockObject(me); safepoint(me); objectLock = false
  :: n >= STEPS -> break
  :: break
  od;
  detach(me)
}
proctype Collector() {
  byte stops;
  do
  :: stops < 2 ->
     stops++;
     stop = true;
     atomic { pending[1] = true; asked[1] = true };
     atomic { pending[2] = true; asked[2] = true };
     (state[1] != ATTACHED);
     (state[2] != ATTACHED);
     collecting = true;
     collecting = false;
     atomic { stop = false; asked[1] = false; asked[2] = false }
  :: else -> break
  od
}

/* Looks at any step. */
proctype Monitor() { assert(!(collecting && (running[1] || running[2]))) }
init { atomic { run Thread(1); run Thread(2); run Collector(); run Monitor() } }

/* The word of an object lock and of a Mutex (SutureSync/WordLock.swift): three threads take and give it up; the last to
   release it frees the memory that the word lies in.

   word: 0 unlocked, 1 locked, 2 contended, as in the table there. Sequentially consistent: acquire and release are
   argued beside the code.
   Checked: mutual exclusion; nobody sleeps for ever (invalid end states); nobody reads or writes the word after its
   memory was freed (W3).

   -DMUTANT_COMPARE   W1 the kernel does not compare: a release between the swap and the sleep is missed
   -DMUTANT_TAKE      W2 a woken thread takes the word as `locked`: the sleepers behind it are forgotten
   -DMUTANT_WAKE      releasing `contended` wakes nobody
   -DMUTANT_PEEK      W3 a release looks at the word again before it wakes
   Each mutant must fail. */
byte word = 0;
byte holders = 0;
byte users = 3;            /* ghost: threads that will still take the lock */
bool freed = false;        /* ghost: the memory of the word is gone */
bool asleep[4];

#define USE assert(!freed)

inline wakeOne() {         /* by address only */
  if
  :: asleep[1] -> asleep[1] = false
  :: asleep[2] -> asleep[2] = false
  :: asleep[3] -> asleep[3] = false
  :: else
  fi
}
inline sleep(me) {         /* Parker.wait(word, while: 2); may wake without a reason */
#ifdef MUTANT_COMPARE
  atomic { USE; asleep[me] = true };
  (!asleep[me])
#else
  if
  :: atomic { word == 2 -> USE; asleep[me] = true };
     if :: (!asleep[me]) :: atomic { !woken -> woken = true; asleep[me] = false } fi
  :: atomic { else -> USE }
  fi
#endif
}
inline lock(me) {
  if
  :: atomic { word == 0 -> USE; word = 1 }
  :: atomic { word != 0 -> USE };                          /* lockSlow: spins first */
     if
     :: atomic { word == 0 -> USE; word = 1 }
     :: skip ->
        do
#ifdef MUTANT_TAKE
        :: atomic { word == 0 -> USE; word = (slept -> 1 : 2) }; break
#else
        :: atomic { word == 0 -> USE; word = 2 }; break
#endif
        :: atomic { word != 0 -> USE; word = 2 }; sleep(me); slept = true
        od
     fi
  fi;
  holders++;
  assert(holders == 1)
}
inline unlock(me) {
  holders--;
  atomic { USE; seen = word; word = 0; if :: last -> users-- :: else fi; if :: users == 0 -> freed = true :: else fi };
  if
  :: seen == 2 ->
#ifdef MUTANT_PEEK
     atomic { USE };
#endif
#ifdef MUTANT_WAKE
     skip
#else
     atomic { wakeOne() }
#endif
  :: else
  fi
}
proctype Thread(byte me) {
  byte n = 0; byte seen = 0; bool slept = false; bool woken = false; bool last = false;
  do
  :: n < STEPS -> n++; last = (n == STEPS); slept = false; lock(me); unlock(me)
  :: n >= STEPS -> break
  od
}
init { atomic { run Thread(1); run Thread(2); run Thread(3) } }

/* The legacy lock's word and its hand-over (Locking/LegacyLock.swift): three threads take and give it up; a waiter whose
   sleep timed out counts as starving, and the next release reserves the lock for the starving. The third is impatient: it
   may give up waiting when its time is up, and never counts as starving. It gives up only where it sees 2 or 3: whoever
   was to be woken instead of it is woken by the next release.

   word: 0 unlocked, 1 locked, 2 locked with sleepers, 3 reserved. Sequentially consistent.
   Checked: mutual exclusion; nobody sleeps for ever (invalid end states).

   Checked, too: the lock is reserved only while somebody who starves still waits for it.

   -DMUTANT_WAKE      a release that reserves the lock wakes nobody
   -DMUTANT_LEAVE     a starving waiter that gets the lock still counts as starving
   -DMUTANT_LOOK      who gives up does not look at the word before
   Each mutant must fail. */
byte word = 0;
byte starving = 0;
byte holders = 0;
byte waiting = 0;          /* ghost: starving threads inside acquire */
bool asleep[4];            /* in the kernel's queue; the sleeper saw `seen` under its compare */

inline wakeOne() {
  if
  :: asleep[1] -> asleep[1] = false
  :: asleep[2] -> asleep[2] = false
  :: asleep[3] -> asleep[3] = false
  :: else
  fi
}
inline wakeAll() { asleep[1] = false; asleep[2] = false; asleep[3] = false }

inline sleepWhile(me, value) {     /* futex wait: the kernel compares and queues in one step; with `mayTimeOut` it may end by itself */
  if
  :: atomic { word == value -> asleep[me] = true };
     if
     :: (!asleep[me])
     :: atomic { !hungry -> asleep[me] = false; hungry = true; starving++; waiting++ }    /* 1 ms has passed */
     fi
  :: else
  fi
}
inline acquire(me) {
  hungry = false;
  if
  :: atomic { word == 0 -> word = 1 }
  :: else ->
     do
     :: atomic { word == 0 -> word = 2 }; break
     :: atomic { word == 3 && hungry -> word = 2 }; break
     :: atomic { word == 1 -> word = 2 }
     :: atomic { word == 2 -> seen = 2 }; sleepWhile(me, 2)
     :: atomic { word == 3 && !hungry -> seen = 3 }; sleepWhile(me, 3)
     od
  fi;
  if
  :: hungry ->
     atomic {
       waiting--;
#ifndef MUTANT_LEAVE
       starving--
#endif
     }
  :: else
  fi;
  holders++;
  assert(holders == 1)
}
inline acquireOrGiveUp(me) {
  late = false; got = false;
  if
  :: atomic { word == 0 -> word = 1; got = true }
  :: else ->
     do
     :: atomic { word == 0 -> word = 2; got = true }; break
     :: atomic { word == 1 -> word = 2 }
     :: atomic { word >= 2 && !late -> seen = word };
        if
        :: atomic { word == seen -> asleep[me] = true };
           if
           :: (!asleep[me])
           :: (!asleep[me]) -> late = true
           :: atomic { asleep[me] = false; late = true }
           fi
        :: else
        fi
#ifdef MUTANT_LOOK
     :: late -> break
#else
     :: atomic { word >= 2 && late -> break }
#endif
     od
  fi;
  if
  :: got -> holders++; assert(holders == 1)
  :: else
  fi
}
inline release(me) {
  holders--;
  if
  :: atomic { starving > 0 -> assert(waiting > 0) };
     word = 3;
#ifdef MUTANT_WAKE
     skip
#else
     atomic { wakeAll() }
#endif
  :: else ->
     atomic { seen = word; word = 0 };
     if :: seen == 2 -> atomic { wakeOne() } :: else fi
  fi
}
proctype Impatient(byte me) {
  byte n = 0; byte seen = 0; bool late, got;
  do
  :: n < STEPS ->
     n++; acquireOrGiveUp(me);
     if
     :: got -> release(me)
     :: else
     fi
  :: n >= STEPS -> break
  od
}
proctype Thread(byte me) {
  byte n = 0; byte seen = 0; bool hungry = false;
  do
  :: n < STEPS -> n++; acquire(me); release(me)
  :: n >= STEPS -> break
  od
}
init { atomic { run Thread(1); run Thread(2); run Impatient(3) } }

/* Object locks that readers take with plain stores (Locking/ObjectLock.swift, O9 to O11): a container that is often read
   under its word lock becomes readable, and then every thread reads it by marking itself; a writer revokes that.

   word: 0 unlocked, 1 locked, 2 locked with sleepers, 3 revoking, 4 left, 5 readable.
   Processes 0 and 1 read; 2 writes, and 3 does both. A reader's store to its mark sits in a store buffer (x86: total
   store order) until it is flushed: by itself, by the reader's own locked instruction, or by a writer's membarrier.

   Checked: nobody reads while somebody writes; nobody sleeps for ever (invalid end states).

   -DMUTANT_BARRIER   the writer does not issue a membarrier
   -DMUTANT_REREAD    a reader looks at the word before it marks itself, and not again
   -DMUTANT_LEAVE     a reader leaves without looking whether somebody revokes
   -DMUTANT_ONCE      the writer takes the first reader that leaves for the last
   -DMUTANT_LOOK      the writer's look at the marks overtakes its setting of 'revoking', as without a fence between it may
   -DMUTANT_FENCE     a reader that leaves while another's `left` stands does not make its mark's end visible
   -DMUTANT_SLEEPERS  a word with sleepers becomes readable
   -DMUTANT_PASS      a reader that was woken and finds the word readable does not pass the wake on
   Each mutant must fail. */
#define READERS 2
byte word = 0;
byte mark[2];
chan buffer[2] = [3] of { byte };
byte reading = 0, writing = 0;     /* ghosts */
bool asleep[4];

inline flush(r) { do :: buffer[r]?mark[r] :: empty(buffer[r]) -> break od }
inline flushOwn() { if :: me < READERS -> flush(me) :: else fi }
inline wakeOne() {
  if
  :: asleep[0] -> asleep[0] = false
  :: asleep[1] -> asleep[1] = false
  :: asleep[2] -> asleep[2] = false
  :: asleep[3] -> asleep[3] = false
  :: else
  fi
}
inline wakeAll() { d_step { asleep[0] = false; asleep[1] = false; asleep[2] = false; asleep[3] = false } }
inline sleepWhile(value) {         /* futex wait: the kernel compares and queues in one step; its entry is a full fence */
  if
  :: atomic { word == value -> asleep[me] = true; slept = true; flushOwn() }; (!asleep[me])
  :: else
  fi
}

inline left() {                    /* the mark is gone: a revoker learns of it */
  if
  :: word == 3 || word == 4 ->
#ifdef MUTANT_FENCE
     if :: word == 3 -> atomic { flush(me); if :: word == 3 -> word = 4 :: else fi }; wakeAll() :: else fi
#else
     atomic { flush(me) };         /* a full fence, then another look */
     if :: atomic { word == 3 -> word = 4 }; wakeAll() :: else fi
#endif
  :: else
  fi
}
inline revoke() {                  /* the word is 3 by our own CAS */
#ifndef MUTANT_BARRIER
  atomic { flush(0) }; atomic { flush(1) };
#endif
  do
#ifdef MUTANT_LOOK
  :: seen = mark[0] + mark[1];
     atomic { if :: word == 4 -> word = 3 :: else fi };
     if :: seen == 0 -> break :: else -> sleepWhile(3) fi
#else
  :: mark[0] == 0 -> if :: mark[1] == 0 -> break :: mark[1] != 0 -> wait() fi
  :: mark[0] != 0 -> wait()
#endif
  od;
  word = 2
}
inline wait() {
  sleepWhile(3);
#ifdef MUTANT_ONCE
  if :: word == 4 -> break :: else fi
#else
  atomic { if :: word == 4 -> word = 3 :: else fi }
#endif
}
/* The slow path of everybody; `shared` at the end: the word is readable, and the caller only reads. */
inline take(reads) {
  shared = false; slept = false;
  do
  :: atomic { word == 0 -> flushOwn(); if :: slept -> word = 2 :: else -> word = 1 fi }; break
  :: atomic { word == 1 -> word = 2; flushOwn() }
  :: word == 2 -> sleepWhile(2)
  :: word == 3 -> sleepWhile(3)
  :: word == 4 -> sleepWhile(4)
  :: word == 5 && reads ->
     shared = true;
#ifndef MUTANT_PASS
     if :: slept -> wakeAll() :: else fi;
#endif
     break
  :: atomic { word == 5 && !reads -> word = 3; flushOwn() }; revoke(); break
  od
}
inline give() {
  atomic { seen = word; word = 0; flushOwn() };
  if :: seen == 2 -> d_step { wakeOne() } :: else fi
}
inline giveAfterReading() {        /* now and then the word becomes readable instead */
  if
#ifdef MUTANT_SLEEPERS
  :: atomic { word != 0 -> word = 5; flushOwn() }
#else
  :: atomic { word == 1 -> word = 5; flushOwn() }
#endif
  :: give()
  fi
}
inline readOnce() {
  do
  :: word == 5 ->
     buffer[me]!1;                 /* a plain store */
#ifndef MUTANT_REREAD
     if
     :: word == 5 ->
#endif
        reading++; assert(writing == 0); reading--;
        buffer[me]!0;
#ifndef MUTANT_LEAVE
        left();
#endif
        break
#ifndef MUTANT_REREAD
     :: else -> buffer[me]!0; left()
     fi
#endif
  :: else ->
     take(true);
     if
     :: shared
     :: else -> reading++; assert(writing == 0); reading--; giveAfterReading(); break
     fi
  od
}
inline writeOnce() {
  take(false);
  writing++; assert(writing == 1 && reading == 0);
  writing--; give()
}
proctype Reader(byte me) {
  byte n = 0, seen; bool shared, slept;
  do
  :: n < STEPS - 1 -> n++; readOnce()
  :: n >= STEPS - 1 -> break
  od
}
proctype Writer(byte me) {
  byte seen; bool shared, slept;
  writeOnce();
  if :: me == 3 -> take(true); if :: shared :: else -> giveAfterReading() fi :: else fi
}
proctype Buffer(byte r) {          /* the processor flushes when it likes */
end:
  do
  :: buffer[r]?mark[r]
  od
}
init { atomic { run Reader(0); run Reader(1); run Writer(2); run Writer(3); run Buffer(0); run Buffer(1) } }

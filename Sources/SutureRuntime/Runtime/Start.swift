import CSuture

/// What `Runtime.start` runs, in this order, on an attached thread in free mode (in GIL mode: with
/// the GIL).
///
/// Each family of objects has one step; a step uses only what the steps before it made ready.
/// Objects of the static types can be made before `startTypes`; their attributes can be looked up
/// after it.
let startSteps: [@Sendable () -> Void] = [
  { startNumbers() }, { startNames() }, { startBytes() }, { startSequences() }, { startMappings() },
  { startTypes() }, { startErrors() }, { startCodecs() }, { startNumberInfo() }, { startModules() },
  { startSys() },
  { startLoading() },
]

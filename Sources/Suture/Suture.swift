@_exported import SutureRuntime

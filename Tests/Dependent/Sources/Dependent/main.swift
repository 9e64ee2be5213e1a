import Suture

// usage: Dependent FOLDER     the folder holds fib.so and legacy.so
let sys = Python.import("sys")
sys.path.append(CommandLine.arguments[1])
let fib = try Python.attemptImport("fib")
let legacy = try Python.attemptImport("legacy")
guard Int(fib.fib(20)) == 6765 else { fatalError("fib(20) is not 6765") }
guard Int(legacy.apply(fib.fib, 10)) == 55 else {
  fatalError("legacy code cannot call gilectomy code")
}
guard [String](Python.sorted(["b", "a"])) == ["a", "b"] else { fatalError("sorted") }
do {
  _ = try fib.fib.throwing("ten")
  fatalError("fib('ten') did not raise")
} catch {
  print("dependent package: fib(20) = 6765; fib('ten') raises \(error)")
}

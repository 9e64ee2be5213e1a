import SutureRuntime

@main
struct Main {
  static func main() { Runtime.start() }
}

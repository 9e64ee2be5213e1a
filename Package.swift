// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let implementation: [CSetting] = [
  .define("SUTURE_IMPLEMENTATION"),
  .headerSearchPath("include"),
  .unsafeFlags(["-Wall", "-Wextra", "-Werror", "-Wno-nullability-completeness"]),
]

let package = Package(
  name: "Suture",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Suture", targets: ["Suture"]),
    .executable(name: "suture", targets: ["SutureCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibFFI",
      path: "Sources/CLibFFI",
      pkgConfig: "libffi",
      providers: [.apt(["libffi-dev"]), .brew(["libffi"])]
    ),
    .target(
      name: "CSuture",
      path: ".",
      exclude: ["Sources", "Tests", "README.md", "Scripts", "Benchmarks", "Examples"],
      sources: ["CSources"],
      publicHeadersPath: "include",
      cSettings: implementation
    ),
    .target(name: "SutureSync", dependencies: ["CSuture"], swiftSettings: strict),
    .target(
      name: "SutureRuntime",
      dependencies: [
        "CSuture", "CLibFFI", "SutureSync", .product(name: "BigInt", package: "BigInt"),
      ],
      swiftSettings: strict
    ),
    .target(name: "Suture", dependencies: ["SutureRuntime"], swiftSettings: strict),
    .executableTarget(
      name: "SutureCommand",
      dependencies: [
        "Suture", "SutureRuntime",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "SutureTestSupport",
      dependencies: ["SutureRuntime"],
      path: "Tests/Support",
      swiftSettings: strict
    ),
    .testTarget(
      name: "SutureRuntimeTests",
      dependencies: ["SutureRuntime", "SutureTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SutureCommandTests",
      dependencies: ["SutureCommand", "SutureTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SutureTests",
      dependencies: ["Suture", "SutureTestSupport"],
      swiftSettings: strict
    ),
  ]
)

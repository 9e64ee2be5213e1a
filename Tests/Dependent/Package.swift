// swift-tools-version: 6.2
import PackageDescription

// A package that depends on Suture, as a user's does: built and run by Scripts/check-dependent.
let package = Package(
  name: "Dependent",
  dependencies: [.package(name: "Suture", path: "../..")],
  targets: [
    .executableTarget(
      name: "Dependent",
      dependencies: [.product(name: "Suture", package: "Suture")]
    )
  ]
)

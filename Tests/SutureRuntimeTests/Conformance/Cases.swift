/// Every case, by header.
let allCases: [APICase] =
  oldBufferCases + cevalCases + listobjectCases + objimplCases + pystateCases + pythreadCases

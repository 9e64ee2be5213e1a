/// Every case, by header.
let allCases: [APICase] = cevalCases + listobjectCases + objimplCases + pystateCases + pythreadCases

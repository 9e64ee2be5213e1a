/// Every case, by header.
let allCases: [APICase] = listobjectCases

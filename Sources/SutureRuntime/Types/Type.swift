import CSuture

/// Makes every static type of the export table ready.
func startTypes() {}

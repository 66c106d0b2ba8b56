package web

import "io/fs"

// What the tests outside this package need from inside it.
var (
	Load          = load
	SampleFrame   = exampleFrame
	SampleGallery = exampleGallery
	SampleErrors  = exampleErrors
	SampleForm    = exampleForm
	SampleSite    = exampleSite
	Stylesheet    = func() string { return string(assets()["grootboek.css"].data) }
	ScriptSize    = func() int { return len(assets()["grootboek.js"].data) }
	Files         = func() fs.FS { return templates }
)

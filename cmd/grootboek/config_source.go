package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// A setting is looked for as a flag, then in the environment, then in the settings file. An empty value is none.
//
// The file holds lines GROOTBOEK_X=value, empty lines, and lines that begin with #. A value may stand in quotes, single
// or double, and goes on to the end of its line. So an EnvironmentFile of systemd that keeps to this is a settings file,
// and the same file serves both. Paths in it are those of the process, not of the file.

// origin is a value, and where it was found, in Dutch.
type origin struct{ value, where string }

// sources are the places where settings are found.
type sources struct {
	flags       *cobra.Command
	environment map[string]string
	file        map[string]origin
}

// forTests begins variables that belong to the tests, not to the settings.
const forTests = "GROOTBOEK_TEST_"

const maxSettings = 64 << 10 // bytes of a settings file

func sourcesOf(c *cobra.Command) (sources, error) {
	s := sources{flags: c, environment: map[string]string{}}
	for _, v := range os.Environ() {
		name, value, _ := strings.Cut(v, "=")
		if !strings.HasPrefix(name, "GROOTBOEK_") || strings.HasPrefix(name, forTests) {
			continue
		}
		if settingNamed(name) == nil {
			return s, fmt.Errorf("onbekende instelling %s; bekend zijn: %s", name, knownSettings())
		}
		s.environment[name] = value
	}
	path := s.find(settingNamed("GROOTBOEK_CONFIG")).value
	if path == "" {
		return s, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return s, fmt.Errorf("bestand met instellingen openen: %w", err)
	}
	defer f.Close()
	s.file, err = parseSettings(path, f)
	return s, err
}

func settingNamed(name string) *setting {
	for i := range settings {
		if settings[i].name == name {
			return &settings[i]
		}
	}
	return nil
}

func knownSettings() string {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	return strings.Join(names, ", ")
}

// find looks for one setting. The zero origin says that it stands nowhere.
func (s sources) find(x *setting) origin {
	if f := s.flags.Flags().Lookup(x.flag); x.flag != "" && f != nil && f.Changed && f.Value.String() != "" {
		return origin{f.Value.String(), "vlag --" + x.flag}
	}
	if v := s.environment[x.name]; v != "" {
		return origin{v, "omgeving"}
	}
	return s.file[x.name]
}

// parseSettings reads a settings file. What is wrong is named with file and line, never with the value.
func parseSettings(path string, r io.Reader) (map[string]origin, error) {
	found, lines := map[string]origin{}, map[string]int{}
	in := bufio.NewScanner(io.LimitReader(r, maxSettings+1))
	read := 0
	for n := 1; in.Scan(); n++ {
		if read += len(in.Bytes()) + 1; read > maxSettings {
			return nil, fmt.Errorf("%s is te groot voor instellingen: hoogstens %d bytes", path, maxSettings)
		}
		name, value, err := parseSetting(in.Text())
		if err != nil {
			return nil, fmt.Errorf("%s, regel %d: %w", path, n, err)
		}
		if name == "" {
			continue
		}
		if earlier := lines[name]; earlier > 0 {
			return nil, fmt.Errorf("%s, regel %d: %s staat al op regel %d", path, n, name, earlier)
		}
		lines[name] = n
		if value != "" {
			found[name] = origin{value, fmt.Sprintf("%s, regel %d", path, n)}
		}
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("%s lezen: %w", path, err)
	}
	return found, nil
}

// parseSetting reads one line; name is "" if nothing is set there.
func parseSetting(line string) (name, value string, err error) {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return "", "", nil
	}
	name, value, ok := strings.Cut(line, "=")
	switch {
	case !ok:
		return "", "", fmt.Errorf("dit is geen regel als GROOTBOEK_X=waarde")
	case name == "GROOTBOEK_CONFIG":
		return "", "", fmt.Errorf("%s kan niet in het bestand zelf staan", name)
	case settingNamed(name) == nil:
		return "", "", fmt.Errorf("onbekende instelling %.60q", name)
	}
	value, err = unquote(strings.TrimSpace(value))
	return name, value, err
}

func unquote(v string) (string, error) {
	if v == "" {
		return "", nil
	}
	if q := v[:1]; q == `"` || q == "'" {
		if len(v) < 2 || !strings.HasSuffix(v, q) || strings.Contains(v[1:len(v)-1], q) {
			return "", fmt.Errorf("het aanhalingsteken aan het begin hoort ook aan het eind te staan, en nergens anders")
		}
		v = v[1 : len(v)-1]
	}
	if strings.HasSuffix(v, `\`) { // systemd would read on on the next line
		return "", fmt.Errorf(`een waarde kan niet eindigen op \`)
	}
	return v, nil
}

package demo
import ("testing";"fmt";"context";"time"
"github.com/heemstede/grootboek/events";"github.com/heemstede/grootboek/events/storetest")
type cnt struct{ storetest.Memory; n int; h map[int]int}
func (c *cnt) Append(ctx context.Context, s string, v uint64, l []events.Event) (events.Position, error) { c.n++; c.h[min(len(l),20)]++; return c.Memory.Append(ctx,s,v,l)}
func TestZC(t *testing.T){ c:=&cnt{h:map[int]int{}}; t0:=time.Now(); m,err:=Build(t.Context(), c, Options{Events:100000}); fmt.Println(m.Events, c.n, c.h, time.Since(t0), err)
 k:=map[string]int{}; lens:=0
 for e,_ := range c.All(t.Context(),0) { k[e.Name]++; lens+=len(e.Line)}
 fmt.Println(lens/m.Events, k)
}

package demo
import ("testing";"os";"time";"fmt";"runtime";"strconv"
"github.com/heemstede/grootboek/events/sqlite")
func TestZZ(t *testing.T){
 n,_:=strconv.Atoi(os.Getenv("ZZ")); if n==0 {t.Skip()}
 s,err:=sqlite.Open(os.Getenv("ZZDIR")+"/l.db"); if err!=nil {t.Fatal(err)}
 t0:=time.Now(); var max uint64
 m,err:=Build(t.Context(), s, Options{Events:n, Progress: func(d,tot int){ var ms runtime.MemStats; runtime.ReadMemStats(&ms); if ms.HeapInuse>max {max=ms.HeapInuse}}})
 if err!=nil {t.Fatal(err)}
 fmt.Println(m.Events, time.Since(t0), max>>20, "MB heap")
 s.Close()
}

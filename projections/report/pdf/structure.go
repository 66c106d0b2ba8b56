package pdf

// elem is an element of the structure tree (ISO 32000-1, 14.7): what a piece of the document is, in reading order.
type elem struct {
	kind  name
	up    *elem
	kids  []kid
	attrs dict   // of one owner
	alt   string // of a figure
	ref   ref
}

// kid is one of: another element, marked content on a page, an annotation.
type kid struct {
	elem *elem
	page *page
	mcid int
	link ref
}

func (e *elem) add(kind name, attrs ...entry) *elem {
	x := &elem{kind: kind, up: e, attrs: attrs}
	e.kids = append(e.kids, kid{elem: x})
	return x
}

// scope says which cells a head is about (PDF/UA-1 7.5).
func scope(s name) []entry { return []entry{{"O", name("Table")}, {"Scope", s}} }

// writeTree writes the elements below the root, and the tree by which a reader finds the element of a piece of content.
func (d *document) writeTree() ref {
	root := d.out.reserve()
	d.number(d.root)
	d.writeElem(d.root, root)
	var nums array // pages have even keys, links odd ones: the keys must rise
	for n := range max(len(d.pages), len(d.linked)) {
		if n < len(d.pages) {
			list := make(array, len(d.pages[n].marked))
			for i, e := range d.pages[n].marked {
				list[i] = e.ref
			}
			nums = append(nums, 2*n, d.out.add(list))
		}
		if n < len(d.linked) {
			nums = append(nums, 2*n+1, d.linked[n].ref)
		}
	}
	d.out.set(root, dict{{"Type", name("StructTreeRoot")}, {"K", array{d.root.ref}}, {"ParentTree", d.out.add(dict{{"Nums", nums}})}, {"ParentTreeNextKey", 2 * max(len(d.pages), len(d.linked))}})
	return root
}

func (d *document) number(e *elem) {
	e.ref = d.out.reserve()
	for _, k := range e.kids {
		if k.elem != nil {
			d.number(k.elem)
		}
	}
}

func (d *document) writeElem(e *elem, up ref) {
	kids := make(array, 0, len(e.kids))
	for _, k := range e.kids {
		switch {
		case k.elem != nil:
			kids = append(kids, k.elem.ref)
		case k.link != 0:
			kids = append(kids, dict{{"Type", name("OBJR")}, {"Pg", k.page.ref}, {"Obj", k.link}})
		default:
			kids = append(kids, dict{{"Type", name("MCR")}, {"Pg", k.page.ref}, {"MCID", k.mcid}})
		}
	}
	o := dict{{"Type", name("StructElem")}, {"S", e.kind}, {"P", up}, {"K", kids}}
	if len(e.attrs) > 0 {
		o = append(o, entry{"A", e.attrs})
	}
	if e.alt != "" {
		o = append(o, entry{"Alt", text(e.alt)})
	}
	d.out.set(e.ref, o)
	for _, k := range e.kids {
		if k.elem != nil {
			d.writeElem(k.elem, e.ref)
		}
	}
}

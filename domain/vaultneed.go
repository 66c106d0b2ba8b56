package domain

// NeedDossier notes a problem if r is no reference to the dossier of the record that the command is about: the dossier of
// another record would be erased by another term (promise 5).
func (p *Problems) NeedDossier(r VaultRef, field string, by Stamp) {
	p.NeedVaultRef(r, field)
	if r.Valid() && r.Vault != by.Record {
		p.Add(field, "Deze gegevens staan in het dossier van een ander record. Leg ze vast bij dit record.")
	}
}

// MayDossier is [Problems.NeedDossier] for what may be left out.
func (p *Problems) MayDossier(r VaultRef, field string, by Stamp) {
	if r != (VaultRef{}) {
		p.NeedDossier(r, field, by)
	}
}

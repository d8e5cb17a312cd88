package dossier

import "onrecord/internal/record"

// newcomer is a person that an import puts.
type newcomer struct {
	person *record.Person
	at     Place
}

// namesakes refuses people who share a form of a name with somebody who is
// stored and stays: whoever searches for it would take one for the other. Those
// who share one within the files were refused when these were read.
func (d *difference) namesakes() {
	byForm := map[string][]newcomer{}
	for _, n := range d.newcomers() {
		for _, form := range foldedForms(n.person) {
			byForm[form] = append(byForm[form], n)
		}
	}
	if len(byForm) == 0 {
		return
	}
	for r := range d.previous.Each(record.KindPerson) {
		stored, ok := r.(*record.Person)
		if !ok || d.kept[r.Ref().ID] || d.removed[r.Ref().ID] {
			continue
		}
		met := map[record.PersonID]bool{}
		for _, form := range foldedForms(stored) {
			for _, n := range byForm[form] {
				if !met[n.person.ID] && !distinct(n.person, stored) {
					met[n.person.ID] = true
					d.refuse(n.at, "%s", sharedName(form, n.person, stored, "stored"))
				}
			}
		}
	}
}

func (d *difference) newcomers() (all []newcomer) {
	for _, rec := range d.change.Put {
		p, ok := rec.(*record.Person)
		if !ok {
			continue
		}
		for _, f := range d.files {
			if at, ok := f.Place(p.Ref()); ok {
				all = append(all, newcomer{p, at})
			}
		}
	}
	return all
}

// foldedForms are the forms of a person's name as they are compared, each once.
func foldedForms(p *record.Person) (forms []string) {
	seen := map[string]bool{"": true}
	for _, n := range p.Names {
		if form := record.Fold(n.Text); !seen[form] {
			seen[form] = true
			forms = append(forms, form)
		}
	}
	return forms
}

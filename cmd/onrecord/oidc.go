package main

import (
	"fmt"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// oidcFlags name an OpenID Connect provider whose tokens let people in.
type oidcFlags struct {
	Issuer    string            `help:"Address of an OpenID Connect provider whose ID tokens let people in." env:"ONRECORD_OIDC_ISSUER" placeholder:"URL"`
	Audience  string            `help:"To whom the provider's tokens must be issued: this server's client id there." env:"ONRECORD_OIDC_AUDIENCE" placeholder:"ID"`
	NameClaim string            `help:"Claim with the name under which changes are on record; the default is preferred_username. The provider must not give one name to two people." default:"preferred_username" env:"ONRECORD_OIDC_NAME_CLAIM" placeholder:"CLAIM"`
	RoleClaim string            `help:"Claim with the groups that somebody is in; the default is groups." default:"groups" env:"ONRECORD_OIDC_ROLE_CLAIM" placeholder:"CLAIM"`
	Roles     map[string]string `help:"What a group allows, such as newsroom=editor; whoever is in none is a reader." env:"ONRECORD_OIDC_ROLES" placeholder:"GROUP=ROLE"`
}

// issuer is the provider that the flags name; nil where they name none.
func (f oidcFlags) issuer() (*access.Issuer, error) {
	if f.Issuer == "" {
		if f.Audience != "" || len(f.Roles) > 0 {
			return nil, fmt.Errorf("%w flags: --oidc-audience and --oidc-roles need --oidc-issuer", record.ErrInvalid)
		}
		return nil, nil
	}
	roles := make(map[string]record.Role, len(f.Roles))
	for group, word := range f.Roles {
		var role record.Role
		if err := role.UnmarshalText([]byte(word)); err != nil {
			return nil, fmt.Errorf("--oidc-roles %s: %w", group, err)
		}
		roles[group] = role
	}
	return &access.Issuer{Address: f.Issuer, Audience: f.Audience, NameClaim: f.NameClaim, RoleClaim: f.RoleClaim, Roles: roles}, nil
}

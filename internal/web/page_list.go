package web

import (
	"slices"
	"strings"

	"onrecord/internal/record"
)

// mostListed is how many items a page of a list has.
const mostListed = 30

// orderParameter is that of a list's order.
const orderParameter = "order"

// list answers for a list of everything of a kind.
func (s *Site) list(c catalogue) handler {
	return func(v *visit) (*page, error) {
		order, err := v.order(c)
		if err != nil {
			return nil, err
		}
		from, err := v.number(fromParameter)
		if err != nil {
			return nil, err
		}
		shelf := c.list(v.reader, order)
		if from > 0 && from >= shelf.len {
			return nil, refuse(record.ErrNotFound, "beyond", from+1)
		}
		view := &listView{Key: c.key, From: from + 1, Total: shelf.len}
		for i := from; i < min(from+mostListed, shelf.len); i++ {
			item, err := shelf.at(v.ctx, i)
			if err != nil {
				return nil, err
			}
			view.Items = append(view.Items, item)
		}
		view.Earlier, view.Later = v.beside(fromParameter, from, mostListed, shelf.len)
		for _, o := range c.orders {
			view.Orders = append(view.Orders, orderView{o, v.reader.path(c.key, "") + v.reader.and(orderParameter, o), o == order})
		}
		title, err := v.tongue.say("site." + c.key)
		return &page{Template: "list", Title: title, Path: v.reader.permanent(c.key, ""), View: view, NoIndex: from > 0}, err
	}
}

// order reads the order that is asked for.
func (v *visit) order(c catalogue) (string, error) {
	order := v.query.Get(orderParameter)
	switch {
	case order == "" && len(c.orders) > 0:
		return c.orders[0], nil
	case order != "" && !slices.Contains(c.orders, order):
		return "", refuse(record.ErrInvalid, "one-of", shorten(order), orderParameter, strings.Join(c.orders, ", "))
	}
	return order, nil
}

// and is what adds a parameter to a path of this reader.
func (r *reader) and(name, value string) string {
	if len(r.kept) > 0 {
		return "&" + name + "=" + value
	}
	return "?" + name + "=" + value
}

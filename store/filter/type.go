package filter

// TypeOf returns the static type of a node. It is exact for a filter that passed Check; a mistake elsewhere gives TypeNull.
func TypeOf(e Expr) Type {
	if e == nil || IsCondition(e) {
		return TypeBool
	}
	switch n := e.(type) {
	case *Literal:
		return [...]Type{TypeNull, TypeBool, TypeNumber, TypeString, TypeInterval, TypeTime}[n.Kind]
	case *Path:
		return typeOfPath(n)
	case *Neg:
		return TypeNumber
	case *Arith:
		return typeOfArith(n)
	case *Cond:
		t, _ := commonType(TypeOf(n.Then), TypeOf(n.Else))
		return t
	case *Call:
		return typeOfCall(n)
	case *Ref:
		return n.Type
	case *Aggregate:
		return typeOfAggregate(n)
	}
	return TypeNull
}

func typeOfPath(p *Path) Type {
	switch {
	case p.Field == nil:
		return TypeNull
	case len(p.Keys) == 0:
		return p.Field.Type
	}
	return p.Field.Inner
}

func typeOfArith(n *Arith) Type {
	l, r := TypeOf(n.Left), TypeOf(n.Right)
	switch {
	case l == TypeTime && r == TypeTime:
		return TypeInterval
	case l == TypeTime || r == TypeTime:
		return TypeTime
	}
	return TypeNumber
}

func typeOfCall(c *Call) Type {
	if c.Func == nil {
		return TypeNull
	}
	if c.Func.Result != TypeNull {
		return c.Func.Result
	}
	t := TypeNull
	for _, a := range c.Args {
		t, _ = commonType(t, TypeOf(a))
	}
	return t
}

// commonType is the type of a value that is sometimes a and sometimes b; false where they have nothing in common. A list
// counts as one of its texts, since a test ranges over them.
func commonType(a, b Type) (Type, bool) {
	if a == TypeList {
		a = TypeString
	}
	if b == TypeList {
		b = TypeString
	}
	switch {
	case a == b:
		return a, true
	case a == TypeNull:
		return b, true
	case b == TypeNull:
		return a, true
	case isText(a) && isText(b):
		return TypeString, true
	case isJSON(a) && isJSON(b):
		return TypeJSON, true
	}
	return TypeNull, false
}

func isText(t Type) bool { return t == TypeString || t == TypeDocument }

// isJSON reports whether values of the type are also JSON values.
func isJSON(t Type) bool {
	switch t {
	case TypeBool, TypeNumber, TypeString, TypeJSON, TypeScore, TypeDocument:
		return true
	}
	return false
}

// Package remark knows what stands in a comment beside its words: the people it speaks to, and where the passage that it quotes
// stands in a value. It knows neither where comments are kept nor how they are shown.
package remark

// Package ui holds the small parts that several pages share: icons, badges, score bars. It knows no pages.
package ui

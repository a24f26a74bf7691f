package web

import (
	"assay/store/filter"
	"assay/views"
)

// wholeRow is what a query for whole rows shows.
var wholeRow = []string{"created", "name", "type", "input", "output", "expected", "error", "scores", "comment", "tags", "metadata", "duration", "tokens", "cost"}

// queryExamples are queries to start from, with the scores that the project has.
func queryExamples(scores []string) []views.QueryExample {
	score := "user_rating"
	if len(scores) > 0 {
		score = scores[0]
	}
	path := filter.Format(filter.At("scores", score))
	return []views.QueryExample{
		{Says: "Are users happier than last week?", Text: "SELECT day(created) AS day, avg(" + path + ") AS " + filter.QuoteKey(score) + ", count(" + path + ") AS rated\nFROM logs\nWHERE created > now() - interval 30 day\nGROUP BY day"},
		{Says: "Which model costs the most?", Text: "SELECT metadata.model AS model, count(*) AS traces, sum(cost) AS cost, sum(tokens) AS tokens\nFROM logs\nGROUP BY model\nORDER BY cost DESC"},
		{Says: "How slow is it, and for whom?", Text: "SELECT name, count(*) AS traces, percentile(duration, 0.5) AS p50, percentile(duration, 0.95) AS p95\nFROM logs\nGROUP BY name\nORDER BY p95 DESC"},
		{Says: "What fails, week by week?", Text: "SELECT week(created) AS week, error IS NOT NULL AS failed, count(*) AS traces\nFROM logs\nGROUP BY week, failed\nPIVOT failed"},
		{Says: "How is each score given?", Text: "dimensions: score\n| measures: count(*) as traces, avg(value) as mean, min(value) as lowest, max(value) as highest\n| unpivot: scores as (score, value)"},
		{Says: "What do the worst answers look like?", Text: "SELECT input, output, " + path + " AS score, comment\nFROM logs\nWHERE " + path + " IS NOT NULL\nORDER BY score\nLIMIT 20"},
		{Says: "Which tools do spans call?", Text: "SELECT name, count(*) AS calls, count(error) AS failed, avg(duration) AS seconds\nFROM logs spans\nWHERE type = 'tool'\nGROUP BY name"},
	}
}

// zones are the time zones that a field for one offers; it takes any.
var zones = []string{"UTC", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Chicago", "America/Denver",
	"America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Sao_Paulo", "America/Toronto", "Asia/Bangkok", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Jakarta",
	"Asia/Karachi", "Asia/Kolkata", "Asia/Manila", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Europe/Amsterdam", "Europe/Berlin",
	"Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Europe/Madrid", "Europe/Moscow", "Europe/Paris", "Europe/Rome", "Europe/Warsaw", "Pacific/Auckland"}

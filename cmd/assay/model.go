package main

import (
	"fmt"
	"strconv"
	"strings"

	"assay/web/llm"
)

// model is the client of the model that was named, nil without one.
func (c *serveCmd) model() *llm.Client {
	in, out, _ := c.prices()
	config := llm.Config{BaseURL: c.LLMBaseURL, Key: c.LLMAPIKey, Model: c.LLMModel, In: in, Out: out, Budget: c.LLMBudget, Timeout: c.LLMTimeout}
	if !config.Configured() {
		return nil
	}
	return llm.New(config)
}

// prices reads what a million tokens cost in and out, in dollars.
func (c *serveCmd) prices() (in, out float64, err error) {
	if c.LLMPrice == "" {
		return 0, 0, nil
	}
	first, second, ok := strings.Cut(c.LLMPrice, ",")
	in, err1 := strconv.ParseFloat(strings.TrimSpace(first), 64)
	out, err2 := strconv.ParseFloat(strings.TrimSpace(second), 64)
	if !ok || err1 != nil || err2 != nil || !(in >= 0) || !(out >= 0) {
		return 0, 0, fmt.Errorf("--llm-price is two numbers of dollars, as 0.15,0.60, not %q", c.LLMPrice)
	}
	return in, out, nil
}

// checkModel says what is wrong with how a model was named.
func (c *serveCmd) checkModel() error {
	if c.LLMModel == "" && (c.LLMBaseURL != "" || c.LLMAPIKey != "") {
		return fmt.Errorf("--llm-model or ASSAY_LLM_MODEL is missing: which model is it?")
	}
	if c.LLMTimeout < 0 || c.LLMTimeout > 0 && c.LLMTimeout.Seconds() > 25 {
		return fmt.Errorf("--llm-timeout is at most 25s, since a page waits for 30, not %s", c.LLMTimeout)
	}
	_, _, err := c.prices()
	return err
}

package llm

import (
	"context"
	"errors"
	"time"

	"assay/store/assistant"
	"assay/store/filter"

	"github.com/openai/openai-go/v3"
)

// Request is a sentence to be planned.
type Request struct {
	Sentence string
	Known    *assistant.Known
	Hidden   []string // keys of metadata whose values stay here
	Context  assistant.Context
	Rules    assistant.Plan // what the rules made of it, as a start
	Options  filter.Options
	Left     int // tokens of the budget
}

// Answer is a plan with what it cost.
type Answer struct {
	Plan assistant.Plan
	Made assistant.Made
}

// Plan asks the model for a plan that settles. The error is a *Failure; the answer then still says what was spent.
func (c *Client) Plan(ctx context.Context, r Request) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	begin := time.Now()
	talk := &talk{client: c, request: r, tools: tools, messages: []openai.ChatCompletionMessageParamUnion{openai.SystemMessage(instructions), openai.UserMessage(brief(r)), openai.UserMessage("Sentence:\n" + r.Sentence)}}
	plan, err := talk.plan(ctx)
	made := talk.made(begin)
	if err != nil {
		return Answer{Made: made}, failed(ctx, err)
	}
	return Answer{Plan: plan, Made: made}, nil
}

// failed is why a talk came to nothing. What ended the wait explains more than what the client saw of it.
func failed(ctx context.Context, err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return failure(err)
}

// talk is a conversation with a model, which answers by calling one of the tools.
type talk struct {
	client   *Client
	request  Request // when it is about a plan
	tools    []openai.ChatCompletionToolUnionParam
	messages []openai.ChatCompletionMessageParamUnion
	in, out  int64
}

// made is what the talk cost since it began.
func (t *talk) made(begin time.Time) assistant.Made {
	return assistant.Made{Model: t.client.config.Model, Tokens: int(t.in + t.out), Cost: t.client.cost(t.in, t.out), Seconds: time.Since(begin).Seconds()}
}

// plan goes on until a plan settles.
func (t *talk) plan(ctx context.Context) (assistant.Plan, error) {
	for range mostRounds {
		if int(t.in+t.out) >= t.request.Left {
			return assistant.Plan{}, &Failure{"The budget for the model is used up for today.", nil}
		}
		message, err := t.round(ctx)
		if err != nil {
			return assistant.Plan{}, err
		}
		if len(message.ToolCalls) == 0 {
			t.messages = append(t.messages, openai.AssistantMessage(clipped(message.Content, 2000)), openai.UserMessage("Answer by calling the tool "+toolName+"."))
			continue
		}
		t.messages = append(t.messages, message.ToParam())
		for _, call := range message.ToolCalls {
			plan, wrong := t.read(call.Function.Name, call.Function.Arguments)
			if wrong == "" {
				return plan, nil
			}
			t.messages = append(t.messages, openai.ToolMessage(wrong, call.ID))
		}
	}
	return assistant.Plan{}, &Failure{"The model gave no plan that can be used.", nil}
}

// round asks once and reads the answer as it comes.
func (t *talk) round(ctx context.Context) (openai.ChatCompletionMessage, error) {
	stream := t.client.openai.Chat.Completions.NewStreaming(ctx, openai.ChatCompletionNewParams{
		Model: t.client.config.Model, Messages: t.messages, Tools: t.tools, MaxCompletionTokens: openai.Int(mostOut),
		StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
	})
	defer func() { _ = stream.Close() }()
	var all openai.ChatCompletionAccumulator
	bytes := 0
	for stream.Next() {
		chunk := stream.Current()
		if bytes += len(chunk.RawJSON()); bytes > 16*mostBytes {
			return openai.ChatCompletionMessage{}, &Failure{"The model's answer has no end.", nil}
		}
		if !all.AddChunk(chunk) {
			return openai.ChatCompletionMessage{}, &Failure{"The model's answer cannot be read.", nil}
		}
	}
	t.spend(all.Usage, bytes)
	if err := stream.Err(); err != nil {
		return openai.ChatCompletionMessage{}, err
	}
	if len(all.Choices) == 0 {
		return openai.ChatCompletionMessage{}, &Failure{"The model's answer is empty.", nil}
	}
	return all.Choices[0].Message, nil
}

// spend counts tokens. A server that does not say how many is guessed at, so that the budget holds all the same.
func (t *talk) spend(u openai.CompletionUsage, bytes int) {
	if u.TotalTokens == 0 {
		asked := 0
		for _, m := range t.messages {
			if text, err := m.MarshalJSON(); err == nil {
				asked += len(text)
			}
		}
		u.PromptTokens, u.CompletionTokens = int64(asked/4), int64(bytes/40)
	}
	t.in += u.PromptTokens
	t.out += u.CompletionTokens
}

func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

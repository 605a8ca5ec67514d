"""A language model's three wire formats on one port, for the contract tests.

Every request's body is checked against the request types that the vendors' own Python clients publish (anthropic, openai,
google-genai), member by member; anything else is answered 400 with what is wrong. A good question is answered with what MODEL_ANSWER
holds, in the vendor's form. `model_server.py check PORT` asks a running one with the three clients themselves: they understand it, so
it speaks as the services do.
"""
import json
import os
import sys
import typing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pydantic
from anthropic.types import message_create_params
from google.genai import types as google
from openai.types.chat import completion_create_params

KEY = 'a-test-key-of-no-service'
ANTHROPIC = pydantic.TypeAdapter(message_create_params.MessageCreateParamsNonStreaming)
OPENAI = pydantic.TypeAdapter(completion_create_params.CompletionCreateParamsNonStreaming)


def members(params):
    return set(typing.get_type_hints(params))


def unknown(body, known):
    extra = set(body) - known
    if extra:
        raise ValueError(f'members that the vendor does not document: {sorted(extra)}')


def as_list(value):
    """The types ask for iterables; what JSON holds are lists, which pydantic would leave unread otherwise."""
    return list(value) if not isinstance(value, (list, str)) else value


def anthropic(headers, body):
    if headers.get('x-api-key') != KEY:
        return 401, {'type': 'error', 'error': {'type': 'authentication_error', 'message': 'invalid x-api-key'}}
    if headers.get('anthropic-version') != '2023-06-01':
        raise ValueError('anthropic-version is missing')
    unknown(body, members(message_create_params.MessageCreateParamsNonStreaming))
    read = ANTHROPIC.validate_python(body)
    for message in as_list(read['messages']):
        if message['role'] not in ('user', 'assistant'):
            raise ValueError('a role is unknown')
    closed(body['output_config']['format']['schema'])
    return 200, {'id': 'msg_1', 'type': 'message', 'role': 'assistant', 'model': body['model'],
                 'content': [{'type': 'text', 'text': os.environ['MODEL_ANSWER']}], 'stop_reason': 'end_turn', 'stop_sequence': None,
                 'usage': {'input_tokens': 11, 'output_tokens': 7}}


def openai(headers, body):
    if headers.get('authorization') != f'Bearer {KEY}':
        return 401, {'error': {'message': 'Incorrect API key', 'type': 'invalid_request_error', 'param': None, 'code': 'invalid_api_key'}}
    unknown(body, members(completion_create_params.CompletionCreateParamsNonStreaming))
    # llama.cpp's server documents the schema right below response_format; OpenAI's own address never gets it there.
    body = {**body, 'response_format': {k: v for k, v in body['response_format'].items() if k != 'schema'}}
    read = OPENAI.validate_python(body)
    as_list(read['messages'])
    closed(body['response_format']['json_schema']['schema'])
    return 200, {'id': 'chatcmpl-1', 'object': 'chat.completion', 'created': 1, 'model': body['model'],
                 'choices': [{'index': 0, 'finish_reason': 'stop', 'logprobs': None,
                              'message': {'role': 'assistant', 'content': os.environ['MODEL_ANSWER'], 'refusal': None}}],
                 'usage': {'prompt_tokens': 11, 'completion_tokens': 7, 'total_tokens': 18}}


def gemini(headers, body):
    if headers.get('x-goog-api-key') != KEY:
        return 403, {'error': {'code': 403, 'message': 'no valid API key', 'status': 'PERMISSION_DENIED'}}
    unknown(body, {'contents', 'systemInstruction', 'generationConfig', 'safetySettings', 'tools', 'toolConfig', 'cachedContent'})
    # These types refuse members that they do not know.
    for content in body['contents'] + ([body['systemInstruction']] if 'systemInstruction' in body else []):
        google.Content.model_validate(content)
    google.GenerationConfig.model_validate(body['generationConfig'])
    closed(body['generationConfig']['responseJsonSchema'])
    return 200, {'candidates': [{'content': {'role': 'model', 'parts': [{'text': os.environ['MODEL_ANSWER']}]}, 'finishReason': 'STOP',
                                 'index': 0}],
                 'usageMetadata': {'promptTokenCount': 11, 'candidatesTokenCount': 7, 'totalTokenCount': 18}}


def closed(schema):
    """What structured output of all three asks of a schema: objects are closed and name every member as required."""
    if schema.get('type') == 'object':
        if schema.get('additionalProperties') is not False or set(schema.get('required', [])) != set(schema.get('properties', {})):
            raise ValueError('an object of the schema is open')
        for each in schema['properties'].values():
            closed(each)
    if schema.get('type') == 'array':
        closed(schema['items'])


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        try:
            body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if self.path == '/v1/messages':
                status, answer = anthropic(headers, body)
            elif self.path == '/v1/chat/completions':
                status, answer = openai(headers, body)
            elif self.path.startswith('/v1beta/models/') and self.path.endswith(':generateContent'):
                status, answer = gemini(headers, body)
            else:
                status, answer = 404, {'error': {'message': f'no such route: {self.path}'}}
        except Exception as error:  # whatever the types refuse
            status, answer = 400, {'error': {'type': 'invalid_request_error', 'message': str(error)[:600]}}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def serve():
    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    print(f'listening {server.server_address[1]}', flush=True)
    server.serve_forever()


def check(port):
    import anthropic as anthropic_client
    import openai as openai_client
    from google import genai

    base = f'http://127.0.0.1:{port}'
    schema = {'type': 'object', 'additionalProperties': False, 'required': ['ready'], 'properties': {'ready': {'type': 'boolean'}}}
    said = anthropic_client.Anthropic(api_key=KEY, base_url=base, max_retries=0).messages.create(
        model='m', max_tokens=50, system='s', messages=[{'role': 'user', 'content': 'hello'}],
        output_config={'format': {'type': 'json_schema', 'schema': schema}})
    print('anthropic', json.loads(said.content[0].text)['ready'], said.usage.output_tokens)
    said = openai_client.OpenAI(api_key=KEY, base_url=base + '/v1', max_retries=0).chat.completions.create(
        model='m', max_completion_tokens=50, messages=[{'role': 'user', 'content': 'hello'}],
        response_format={'type': 'json_schema', 'json_schema': {'name': 'ready', 'strict': True, 'schema': schema}})
    print('openai', json.loads(said.choices[0].message.content)['ready'], said.usage.completion_tokens)
    google_client = genai.Client(api_key=KEY, http_options={'base_url': base, 'api_version': 'v1beta'})  # closes its connections when it is forgotten
    said = google_client.models.generate_content(
        model='m', contents='hello', config={'response_mime_type': 'application/json', 'response_json_schema': schema})
    print('gemini', json.loads(said.text)['ready'], said.usage_metadata.candidates_token_count)


if __name__ == '__main__':
    check(int(sys.argv[2])) if sys.argv[1:2] == ['check'] else serve()

// A provider of identities (OpenID Connect), in this process: who asks is let in as the person that the test names. It is
// strict about what the ledger sends: what it refuses is in wrong.
import crypto from 'node:crypto';
import http from 'node:http';
import net from 'node:net';

export const client = { id: 'grootboek', secret: 'een geheim van de proef' };

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const maxBody = 10_000; // characters

// startProvider listens on a free port. person is { sub, email, email_verified }; refuse is the code of an error, for the next who asks.
export async function startProvider() {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  const p = { person: null, refuse: '', wrong: [], signedOut: 0, issued: new Map() };
  const server = http.createServer((q, r) => answer(p, q, r).catch((e) => { p.wrong.push(String(e)); r.writeHead(500).end(); }));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  p.issuer = `http://127.0.0.1:${server.address().port}`;
  p.sign = (claims) => {
    const text = `${part({ alg: 'RS256', kid: 'een', typ: 'JWT' })}.${part(claims)}`;
    return `${text}.${crypto.sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  p.keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'een', alg: 'RS256', use: 'sig' }] };
  p.stop = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  return p;
}

async function answer(p, request, response) {
  const url = new URL(request.url, p.issuer);
  const json = (value, status = 200) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const go = (to, values) => {
    const where = new URL(to);
    for (const [k, v] of Object.entries(values)) where.searchParams.set(k, v);
    response.writeHead(302, { location: where.href }).end();
  };
  switch (url.pathname) {
    case '/.well-known/openid-configuration': return json(discovery(p.issuer));
    case '/keys': return json(p.keys);
    case '/authorize': return authorize(p, Object.fromEntries(url.searchParams), go);
    case '/token': return json(...token(p, request.headers.authorization, Object.fromEntries(new URLSearchParams(await body(request)))));
    case '/end': p.signedOut++; return go(url.searchParams.get('post_logout_redirect_uri'), {});
    default: return response.writeHead(404).end();
  }
}

const discovery = (issuer) => ({ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`,
  end_session_endpoint: `${issuer}/end`, response_types_supported: ['code'], subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'], token_endpoint_auth_methods_supported: ['client_secret_basic'] });

// authorize asks nobody anything: it sends the browser back at once.
function authorize(p, asked, go) {
  const { state, nonce } = asked;
  const wrong = Object.entries({ response_type: asked.response_type === 'code', client_id: asked.client_id === client.id, scope: /\bopenid\b/.test(asked.scope), state, nonce,
    code_challenge: asked.code_challenge, code_challenge_method: asked.code_challenge_method === 'S256' }).filter(([, ok]) => !ok).map(([name]) => name);
  if (wrong.length) throw new Error(`authorize: ${wrong}`);
  const error = p.refuse;
  p.refuse = '';
  if (error) return go(asked.redirect_uri, { error, state });
  const code = crypto.randomUUID();
  p.issued.set(code, { asked, person: p.person });
  return go(asked.redirect_uri, { code, state });
}

// token exchanges a code, once, for whoever has the secret of the client and the verifier of PKCE.
function token(p, authorization, sent) {
  const given = p.issued.get(sent.code);
  p.issued.delete(sent.code);
  const basic = `Basic ${Buffer.from(`${client.id}:${encodeURIComponent(client.secret).replaceAll('%20', '+')}`).toString('base64')}`;
  const challenge = crypto.createHash('sha256').update(sent.code_verifier ?? '').digest('base64url');
  const right = given && authorization === basic && challenge === given.asked.code_challenge && sent.redirect_uri === given.asked.redirect_uri && sent.grant_type === 'authorization_code';
  if (!right) {
    p.wrong.push(`token: ${authorization === basic ? 'code or verifier' : 'client'}`);
    return [{ error: 'invalid_grant' }, 400];
  }
  const now = Math.floor(Date.now() / 1000);
  const id = p.sign({ iss: p.issuer, aud: client.id, iat: now, exp: now + 300, nonce: given.asked.nonce, ...given.person });
  return [{ access_token: crypto.randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: id }];
}

async function body(request) {
  let text = '';
  for await (const chunk of request) if ((text += chunk).length > maxBody) throw new Error('too long');
  return text;
}

// closedPort is an address on this machine where nobody listens.
export async function closedPort() {
  const server = net.createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// A certified OpenID Provider (npm: oidc-provider) with one client; its own pages sign anybody in under the name typed.
import { Provider } from 'oidc-provider';

const [port, clientId, clientSecret, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  pkce: { required: () => true, methods: ['S256'] },
  findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
});
provider.listen(Number(port), '127.0.0.1');

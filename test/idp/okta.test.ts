import { describeProvider } from './contract.js';
import { oktaBench, type Way } from './oktaBench.js';

const ways: readonly Way[] = ['service app', 'service app with DPoP', 'API token'];

for (const way of ways) {
  describeProvider(`Okta by ${way}`, (groups, options) => oktaBench({ way }, groups, options));
}

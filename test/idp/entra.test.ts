import { describeProvider } from './contract.js';
import { entraBench, type Way } from './entraBench.js';

const ways: readonly Way[] = ['client secret', 'certificate'];

for (const way of ways) {
  describeProvider(`Entra ID by ${way}`, (groups, options) => entraBench({ way }, groups, options));
}

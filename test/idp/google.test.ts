import { describeProvider } from './contract.js';
import { googleBench } from './googleBench.js';

describeProvider('Google Workspace', (groups, options) => googleBench({}, groups, options));

import { jest } from '@jest/globals';
import { inBrowser } from './stage.js';
import { tellStories } from './tellings.js';

jest.setTimeout(240_000);

inBrowser('the five stories, on a desktop', () => tellStories('desktop'));

import { describe, expect, test } from '@jest/globals';
import { asks, deliver, hears, jira, small, stageMirror, theIssue, writes } from '../support/mirrorStage.js';

const said = () =>
  small.trail.flatMap(({ event }) => (event.type === 'talk.said' && event.via === 'jira' ? [event] : []));
const last = () => jira.commentIds('ACC-1').at(-1) ?? '';

describe('in Jira Service Management', () => {
  stageMirror({}, { requestType: '26' });

  test('what agents write among themselves stays there, and what customers see appears in Slack', async () => {
    asks('7f3c');
    await deliver();
    jira.say('ACC-1', 'it@acme.example.com', 'She left a bad impression', 'agents');
    await hears('ACC-1', last());
    expect(said()).toEqual([]);
    jira.say('ACC-1', 'it@acme.example.com', 'Which files?', 'customers');
    await hears('ACC-1', last());
    expect(said()).toHaveLength(1);
  });

  test('what is said in a thread is for agents, unless jira.yaml says otherwise', async () => {
    asks('7f3c');
    await writes('ana', 'Hello?');
    await deliver();
    expect(theIssue().said.find(({ text }) => text.includes('Hello?'))?.isPublic).toBe(false);
  });
});

describe('in Jira Service Management where threads are for customers', () => {
  stageMirror({ show: { threads: 'customer', denials: 'nobody' } }, { requestType: '26' });

  test('they see them', async () => {
    asks('7f3c');
    await writes('ana', 'Hello?');
    await deliver();
    expect(theIssue().said.find(({ text }) => text.includes('Hello?'))?.isPublic).toBe(true);
  });
});

describe('where threads are nobody’s business', () => {
  stageMirror({ show: { threads: 'nobody', denials: 'internal' } });

  test('nothing is carried over, either way', async () => {
    asks('7f3c');
    await writes('ana', 'Hello?');
    await deliver();
    expect(theIssue().comments.join()).not.toContain('Hello?');
    jira.addComment('ACC-1', 'Hello back', 'ben@acme.example.com');
    await hears('ACC-1', last());
    expect(said()).toEqual([]);
  });
});

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App.js';
import { keepPresses } from './shell/presses.js';
import './theme.css';

const place = document.getElementById('page');
if (!place) throw new Error('index.html has no place for the page');
keepPresses(document);
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

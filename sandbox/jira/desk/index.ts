import type { Route } from '../../http.js';
import type { Tracker } from '../tracker.js';
import { portalRoutes } from './portal.js';
import { requestApprovalRoutes } from './requestApprovals.js';
import { requestCommentRoutes } from './requestComments.js';
import { requestRoutes } from './requests.js';
import { takingPartRoutes } from './takingPart.js';

/** Jira Service Management's own API beside the platform's. */
export const deskRoutes = (tracker: Tracker): Route[] => [
  ...portalRoutes(tracker),
  ...requestRoutes(tracker),
  ...requestCommentRoutes(tracker),
  ...requestApprovalRoutes(tracker),
  ...takingPartRoutes(tracker),
];

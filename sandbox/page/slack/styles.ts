// In this order: what comes later may correct what came before.
import '../blockkit/blockkit.css';
import '../blockkit/things.css';
import '../blockkit/elements.css';
import '../blockkit/menus.css';
import './slack.css';
import './channel.css';
import './messages.css';
import './files.css';
import './composer.css';
import './modals.css';

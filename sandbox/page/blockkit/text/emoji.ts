/** The shortcodes that bots write most; others stay as they were written, as an unknown one does in Slack. */
const glyphs: Readonly<Record<string, string>> = Object.fromEntries(
  `+1 👍|-1 👎|thumbsup 👍|thumbsdown 👎|alarm_clock ⏰|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️|arrow_up ⬆️|back 🔙|bell 🔔
ballot_box_with_check ☑️|bar_chart 📊|beers 🍻|bookmark 🔖|books 📚|bug 🐛|building_construction 🏗️|bulb 💡|busts_in_silhouette 👥
calendar 📅|card_index 📇|chart_with_upwards_trend 📈|clap 👏|clipboard 📋|closed_lock_with_key 🔐|clock1 🕐|clock3 🕒|clock9 🕘
coffee ☕|computer 💻|construction 🚧|credit_card 💳|cry 😢|date 📆|door 🚪|email 📧|envelope ✉️|exclamation ❗|eyes 👀|file_folder 📁
fire 🔥|gear ⚙️|ghost 👻|gift 🎁|globe_with_meridians 🌐|grey_question ❔|grin 😁|hammer 🔨|hammer_and_wrench 🛠️|handshake 🤝|heart ❤️
heavy_check_mark ✔️|heavy_exclamation_mark ❗|heavy_plus_sign ➕|hourglass ⌛|hourglass_flowing_sand ⏳|house 🏠|inbox_tray 📥
information_source ℹ️|joy 😂|key 🔑|large_blue_circle 🔵|large_green_circle 🟢|large_orange_circle 🟠|large_yellow_circle 🟡
laughing 😆|link 🔗|lock 🔒|lock_with_ink_pen 🔏|loudspeaker 📢|mag 🔍|mailbox 📫|mega 📣|memo 📝|moneybag 💰|muscle 💪|new 🆕
no_bell 🔕|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|office 🏢|ok ✅|ok_hand 👌|old_key 🗝️|outbox_tray 📤|package 📦|page_facing_up 📄
paperclip 📎|partying_face 🥳|passport_control 🛂|pencil 📝|pencil2 ✏️|phone ☎️|point_right 👉|pray 🙏|pushpin 📌|question ❓|raised_hands 🙌
receipt 🧾|recycle ♻️|red_circle 🔴|repeat 🔁|robot_face 🤖|rocket 🚀|rotating_light 🚨|scream 😱|scroll 📜|shield 🛡️|ship 🚢|shrug 🤷
slightly_smiling_face 🙂|smile 😄|smiley 😃|sob 😭|sos 🆘|sparkles ✨|speech_balloon 💬|star ⭐|stopwatch ⏱️|sunglasses 😎|sweat_smile 😅
tada 🎉|technologist 🧑‍💻|thinking_face 🤔|thought_balloon 💭|ticket 🎫|timer_clock ⏲️|traffic_light 🚦|unlock 🔓|video_camera 📹|warning ⚠️
wastebasket 🗑️|wave 👋|white_check_mark ✅|white_circle ⚪|wink 😉|wrench 🔧|writing_hand ✍️|x ❌|zap ⚡|100 💯`
    .split(/[|\n]/)
    .map((pair) => pair.split(' ')),
);

export const glyphOf = (name: string): string | undefined => (Object.hasOwn(glyphs, name) ? glyphs[name] : undefined);

export const shortcode = /:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/;

/** A plain text with its shortcodes drawn. */
export const withGlyphs = (text: string): string =>
  text.replace(new RegExp(shortcode, 'g'), (whole, name: string) => glyphOf(name) ?? whole);

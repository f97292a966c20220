// "Listen": the question and its answers are read out by a voice of this device. Other voices would send the words
// out, so where there is none of its own the button stays hidden.
const buttons = document.querySelectorAll("button[data-aloud]");
const speech = window.speechSynthesis;

function ownVoice() {
  const language = document.documentElement.lang;
  const own = speech.getVoices().filter((voice) => voice.localService === true);
  const begins = (voice, start) => voice.lang.replace("_", "-").toLowerCase().startsWith(start.toLowerCase());
  return own.find((voice) => begins(voice, language)) ?? own.find((voice) => begins(voice, language.split("-")[0]));
}

function wordsOf(place) {
  const parts = place.querySelectorAll("h1, .lead, legend:not(.visually-hidden), .pick label, [data-aloud-too]");
  const texts = [...parts].map((part) => part.textContent.trim().replace(/\s+/g, " ")).filter(Boolean);
  return texts.map((text) => (/[.?]$/.test(text) ? text : `${text}.`)).join(" ");
}

function show() {
  const voice = ownVoice();
  for (const button of buttons) button.hidden = voice === undefined;
}

if (speech && buttons.length > 0) {
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const voice = ownVoice();
      speech.cancel();
      if (voice === undefined) return;
      const said = new SpeechSynthesisUtterance(wordsOf(document.querySelector(button.dataset.aloud)));
      said.voice = voice;
      said.lang = voice.lang;
      said.rate = 0.9;
      speech.speak(said);
    });
  }
  show();
  speech.addEventListener?.("voiceschanged", show);
  window.addEventListener("pagehide", () => speech.cancel());
}

// The button for light and dark. The choice is kept by Streamlit's own key, which it reads when the page is opened.
const KEY = `stActiveTheme-${window.location.pathname}-v2`;
export default function ({ data, parentElement }) {
  const dark = () => getComputedStyle(document.querySelector("[data-testid=stApp]")).colorScheme === "dark";
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "scheme";
    button.addEventListener("click", () => {
      window.localStorage.setItem(KEY, JSON.stringify(dark() ? "Light" : "Dark"));
      window.location.reload();
    });
    parentElement.append(button);
  }
  button.textContent = dark() ? data.light : data.dark;
}

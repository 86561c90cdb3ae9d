"""`copydesk inspect`: one page's text and its record side by side, as one HTML file that runs nothing of the page."""

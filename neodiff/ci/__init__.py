"""What a pull request is told: findings at their lines, one comment, files to keep. Each service's words in a module."""

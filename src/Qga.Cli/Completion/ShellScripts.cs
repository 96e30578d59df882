namespace Qga.Cli.Completion;

/// <summary>What a shell runs to complete command lines: it asks this program with the line up to the cursor.</summary>
internal static class ShellScripts
{
    // Bash parts words also at '=' and ':': it replaces what stands behind the last of them.
    public const string Bash =
        """
        # bash completion for qga: source <(qga completion bash)
        _qga() {
            local line=${COMP_LINE:0:COMP_POINT} word prefix
            mapfile -t COMPREPLY < <(qga __complete --line "$line" 2>/dev/null)
            word=${line##*[[:space:]]}
            prefix=${word%"${word##*[=:]}"}
            COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
            if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
                compopt -o nospace
            fi
        }
        complete -o bashdefault -o default -F _qga qga
        """;

    public const string Zsh =
        """
        #compdef qga
        # zsh completion for qga: source <(qga completion zsh)
        _qga() {
            local -a lines words_only shown
            local line word
            lines=("${(@f)$(qga __complete --describe --line "$LBUFFER" 2>/dev/null)}")
            for line in $lines; do
                word=${line%%$'\t'*}
                words_only+=("$word")
                [[ $line == *$'\t'* ]] && shown+=("$word -- ${line#*$'\t'}") || shown+=("$word")
            done
            if (( ${#words_only} == 0 )); then
                _files
            elif [[ $words_only[1] == *= ]]; then
                compadd -S '' -l -d shown -- $words_only
            else
                compadd -l -d shown -- $words_only
            fi
        }
        compdef _qga qga
        """;

    public const string Fish =
        """
        # fish completion for qga: qga completion fish | source
        complete -c qga -f -a '(qga __complete --describe --line (commandline -cp | string collect) 2>/dev/null)'
        """;
}
